using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.OpenRouter;

public enum KeyVerdict { Accepted, Rejected, Unknown }

/// <summary>Speaks to OpenRouter, or to the simulator for its own models. Keys pass through and are never kept or logged.</summary>
public sealed class OpenRouterClient(HttpClient http, IOptions<OpenRouterOptions> options, TimeProvider clock)
{
    /// <summary>The simulator takes any well-formed key; this one belongs to nobody.</summary>
    private const string SimulatorKey = "sk-or-v1-5111511151115111511151115111511151115111511151115111511151115111";

    private const int Tries = 3;

    /// <summary>
    /// Sends a chat completion and gathers its streamed answer. A failure that may pass is tried again, but only before the
    /// first token: after it, a second call would be paid twice. Throws <see cref="OpenRouterException"/>.
    /// </summary>
    /// <param name="answer">Filled while the answer arrives, so that a failed or stopped call leaves what it had.</param>
    public async Task StreamAsync(
        string modelId, string? apiKey, string body, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StreamOnceAsync(modelId, apiKey, body, answer, onDelta, cancellationToken);
                return;
            }
            catch (OpenRouterException error) when (error.MayRetry && attempt < Tries && !answer.HasTokens)
            {
                await Task.Delay(error.RetryAfter ?? TimeSpan.FromSeconds(0.5 * attempt), clock, cancellationToken);
            }
        }
    }

    public async Task<KeyVerdict> CheckKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            using var request = NewRequest(HttpMethod.Get, "key", options.Value.BaseUrl, apiKey);
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            using var response = await http.SendAsync(request, either.Token);

            return response.StatusCode switch
            {
                HttpStatusCode.OK => KeyVerdict.Accepted,
                HttpStatusCode.Unauthorized => KeyVerdict.Rejected,
                _ => KeyVerdict.Unknown,
            };
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return KeyVerdict.Unknown;
        }
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
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10), clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            using var request = NewRequest(HttpMethod.Get, "models", baseUrl, apiKey: null);
            using var response = await http.SendAsync(request, either.Token);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync<CatalogAnswer>(OpenRouterJson.Options, either.Token);
            return answer?.Data ?? throw OpenRouterException.Unreachable();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Unreachable();
        }
    }

    private async Task StreamOnceAsync(
        string modelId, string? apiKey, string body, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CancellationToken cancellationToken)
    {
        var isSimulated = options.Value.HasSimulator && OpenRouterOptions.IsSimulated(modelId);
        using var request = NewRequest(
            HttpMethod.Post, "chat/completions", isSimulated ? options.Value.SimulatorUrl! : options.Value.BaseUrl, isSimulated ? SimulatorKey : apiKey);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        try
        {
            using var response = await SendAsync(request, cancellationToken);
            answer.GenerationId = response.Headers.TryGetValues("X-Generation-Id", out var ids) ? ids.First() : null;
            await ThrowIfErrorInJsonAsync(response, cancellationToken);
            await using IdleTimeoutStream stream = new(await response.Content.ReadAsStreamAsync(cancellationToken), options.Value.IdleTimeout, clock);
            await ReadEventsAsync(stream, answer, onDelta, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw answer.HasTokens ? OpenRouterException.Truncated() : OpenRouterException.Unreachable();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(options.Value.IdleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? response : throw await FailureAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Silent(options.Value.IdleTimeout);
        }
    }

    /// <summary>A provider that fails after OpenRouter has said 200 is told in a plain JSON body instead of a stream.</summary>
    private static async Task ThrowIfErrorInJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/json")
        {
            var error = TryParse<ErrorEnvelope>(await response.Content.ReadAsStringAsync(cancellationToken))?.Error;
            throw error is null ? OpenRouterException.NoCompletion() : OpenRouterException.From(error, HttpStatusCode.BadGateway);
        }
    }

    private static async Task<OpenRouterException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            var error = TryParse<ErrorEnvelope>(text)?.Error ?? new(null, null, response.ReasonPhrase, null);
            return OpenRouterException.From(error, response.StatusCode, response.Headers.RetryAfter?.Delta);
        }
    }

    private static async Task ReadEventsAsync(
        Stream stream, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            // Comments keep the connection alive and carry nothing; events have no field but data.
            if (!line.StartsWith("data:", StringComparison.Ordinal))
            {
                continue;
            }

            var data = line["data:".Length..].Trim();
            if (data is "[DONE]")
            {
                break;
            }

            if (answer.Add(TryParse<ChatChunk>(data) ?? throw OpenRouterException.Truncated()) is { } delta)
            {
                await onDelta(delta);
            }
        }

        if (answer.FinishReason is null)
        {
            throw answer.HasTokens ? OpenRouterException.Truncated() : OpenRouterException.NoCompletion();
        }
    }

    private static T? TryParse<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, OpenRouterJson.Options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HttpRequestMessage NewRequest(HttpMethod method, string path, string baseUrl, string? apiKey)
    {
        HttpRequestMessage request = new(method, $"{baseUrl.TrimEnd('/')}/{path}");
        request.Headers.Authorization = apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.TryAddWithoutValidation("X-OpenRouter-Title", "PromptLab");
        return request;
    }
}
