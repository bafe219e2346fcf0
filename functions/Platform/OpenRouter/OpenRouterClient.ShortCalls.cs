using System.Net.Http.Json;

namespace PromptLab.Platform.OpenRouter;

public enum KeyVerdict { Accepted, Rejected, Unknown }

/// <summary>The calls that cost nothing and answer at once, or are given up after ten seconds.</summary>
public sealed partial class OpenRouterClient
{
    /// <summary>Bytes; the longest there is, the catalogue, has a tenth.</summary>
    public const int LongestShortAnswer = 16_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<KeyVerdict> CheckKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            await GetKeyAsync(apiKey, cancellationToken);
            return KeyVerdict.Accepted;
        }
        catch (OpenRouterException error)
        {
            return error.Code is OpenRouterException.KeyRejected ? KeyVerdict.Rejected : KeyVerdict.Unknown;
        }
    }

    /// <summary>What OpenRouter tells of the key: its limits and what it has used.</summary>
    public async Task<KeyFacts> GetKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Get, "key", (options.Value.BaseUrl, apiKey));
        var answer = await AskAsync(request, cancellationToken);

        return answer.Read<DataAnswer<KeyFacts>>()?.Data ?? throw FailureOf(answer, apiKey);
    }

    /// <summary>What OpenRouter wrote down of a call. Null as long as it does not know it, which is so for some seconds after the call.</summary>
    public async Task<GenerationFacts?> FindGenerationAsync(string modelId, string? apiKey, string generationId, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Get, $"generation?id={Uri.EscapeDataString(generationId)}", RouteFor(modelId, apiKey));
        var answer = await AskAsync(request, cancellationToken);

        return answer.Status is 404 ? null : answer.Read<DataAnswer<GenerationFacts>>()?.Data ?? throw FailureOf(answer, apiKey);
    }

    /// <summary>The second half of connecting an account (PKCE, S256): the key that belongs to the code.</summary>
    public async Task<string> ExchangeCodeAsync(string code, string codeVerifier, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Post, "auth/keys", (options.Value.BaseUrl, null));
        request.Content = JsonContent.Create(new CodeExchange(code, codeVerifier), options: OpenRouterJson.Options);
        var answer = await AskAsync(request, cancellationToken);

        if (answer.Status is 400 or 403)
        {
            throw new OpenRouterException(
                OpenRouterException.ConnectFailed, $"OpenRouter did not hand out a key: {ReasonIn(answer, code, codeVerifier)}. Connect the account again.");
        }

        return answer.Read<ExchangedKey>()?.Key is { Length: > 0 } key ? key : throw FailureOf(answer, code, codeVerifier);
    }

    /// <summary>OpenRouter's catalogue. Throws <see cref="OpenRouterException"/> when it cannot be had.</summary>
    public Task<IReadOnlyList<CatalogModel>> ListModelsAsync(CancellationToken cancellationToken) =>
        ListModelsAsync(options.Value.BaseUrl, cancellationToken);

    /// <summary>The simulator's own models, or none where there is no simulator.</summary>
    public async Task<IReadOnlyList<CatalogModel>> ListSimulatedModelsAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.HasSimulator)
        {
            return [];
        }

        var models = await ListModelsAsync(options.Value.SimulatorUrl!, cancellationToken);
        return [.. models.Where(model => OpenRouterOptions.IsSimulated(model.Id))];
    }

    private async Task<IReadOnlyList<CatalogModel>> ListModelsAsync(string baseUrl, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Get, "models", (baseUrl, null));
        var answer = await AskAsync(request, cancellationToken);
        return answer.Read<DataAnswer<IReadOnlyList<CatalogModel>>>()?.Data ?? throw FailureOf(answer);
    }

    private async Task<ShortAnswer> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token), response.ReasonPhrase);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Silent(Patience);
        }
        catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Unreachable();
        }
    }

    /// <summary>The status that the answer's error names counts, even below a 200.</summary>
    private OpenRouterException FailureOf(ShortAnswer answer, params string?[] secrets) => (answer.Error.Status ?? answer.Status) switch
    {
        401 => new(OpenRouterException.KeyRejected, $"OpenRouter does not accept the API key: {ReasonIn(answer, secrets)}. Save a valid key in the settings."),
        408 or 504 or 524 => new(OpenRouterException.TimedOut, $"OpenRouter took too long: {ReasonIn(answer, secrets)}. Try it again."),
        _ => new(OpenRouterException.Failed, $"OpenRouter could not answer: {ReasonIn(answer, secrets)}. Try it again."),
    };

    private string ReasonIn(ShortAnswer answer, params string?[] secrets) =>
        new CallFailures(clock, "", secrets).ReasonIn(answer.Error) is { Length: > 0 } reason ? reason : "no reason was given";

    private sealed record ShortAnswer(int Status, string Text, string? ReasonPhrase)
    {
        public ChatError Error => ChatError.InBody(Text, ReasonPhrase);

        /// <summary>Null when the answer is a failure, or nothing of this shape.</summary>
        public T? Read<T>()
            where T : class => Status is >= 200 and < 300 ? OpenRouterJson.TryParse<T>(Text) : null;
    }
}
