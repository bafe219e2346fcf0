using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.OpenRouter;

/// <summary>Speaks to OpenRouter, or to the simulator for its own models. Keys pass through and are never kept or logged.</summary>
public sealed partial class OpenRouterClient(
    HttpClient http, IOptions<OpenRouterOptions> options, ModelCalls calls, TimeProvider clock, ILogger<OpenRouterClient> logger)
{
    /// <summary>The simulator takes any well-formed key; this one belongs to nobody.</summary>
    private const string SimulatorKey = "sk-or-v1-5111511151115111511151115111511151115111511151115111511151115111";

    /// <summary>Characters of an error that are read; a sentence is taken from them.</summary>
    private const int LongestError = 1_000_000;

    /// <summary>Stands for the status of a failure that is told after OpenRouter has said 200.</summary>
    private const int BadGateway = 502;

    /// <summary>
    /// Sends a chat completion and gathers its streamed answer. A failure that may pass is tried again, but only before the
    /// first token: after it, a second call would be paid twice. Throws <see cref="OpenRouterException"/>.
    /// </summary>
    /// <param name="answer">Filled while the answer arrives, so that a failed or stopped call leaves what it had.</param>
    public async Task StreamAsync(
        string modelId, string? apiKey, string body, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CancellationToken cancellationToken)
    {
        CallFailures failures = new(clock, body, apiKey);
        var route = RouteFor(modelId, apiKey);
        await calls.TellAsync(modelId, route.BaseUrl, answer, async call => await RetryRules.PipelineFor(answer, call, clock, logger).ExecuteAsync(
            async token =>
            {
                answer.Start();
                using var request = NewRequest(HttpMethod.Post, "chat/completions", route);
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                await StreamOnceAsync(request, answer, HearAsync, failures, token);

                ValueTask HearAsync(ChatDelta delta)
                {
                    call.HearDelta();
                    return onDelta(delta);
                }
            },
            cancellationToken));
    }

    private async Task StreamOnceAsync(
        HttpRequestMessage request, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CallFailures failures, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        answer.GenerationId = response.Headers.TryGetValues("X-Generation-Id", out var ids) ? ids.First() : null;
        await using BoundedStream stream = new(await response.Content.ReadAsStreamAsync(cancellationToken), options.Value.IdleTimeout, clock);

        if (!response.IsSuccessStatusCode)
        {
            throw failures.Of(await ReadErrorAsync(response, stream, cancellationToken), (int)response.StatusCode, response.Headers);
        }

        await new ChatStream(answer, onDelta, error => failures.Of(error, BadGateway, response.Headers)).ReadAsync(stream, cancellationToken);
    }

    /// <summary>Waits for the answer's headers, as patiently as for each of its bytes.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(options.Value.IdleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Silent(options.Value.IdleTimeout);
        }
        catch (HttpRequestException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Unreachable();
        }
    }

    private static async Task<ChatError> ReadErrorAsync(HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            using StreamReader reader = new(stream, Encoding.UTF8);
            StringBuilder text = new();
            var buffer = new char[4096];
            for (int read; text.Length < LongestError && (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                text.Append(buffer, 0, read);
            }

            return ChatError.InBody(text.ToString(), response.ReasonPhrase);
        }
        catch (Exception error) when (error is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return ChatError.Saying(response.ReasonPhrase ?? "");
        }
    }

    private (string BaseUrl, string? ApiKey) RouteFor(string modelId, string? apiKey) =>
        options.Value.HasSimulator && OpenRouterOptions.IsSimulated(modelId)
            ? (options.Value.SimulatorUrl!, SimulatorKey)
            : (options.Value.BaseUrl, apiKey);

    private HttpRequestMessage NewRequest(HttpMethod method, string path, (string BaseUrl, string? ApiKey) route)
    {
        HttpRequestMessage request = new(method, $"{route.BaseUrl.TrimEnd('/')}/{path}");
        request.Headers.Authorization = route.ApiKey is null ? null : new AuthenticationHeaderValue("Bearer", route.ApiKey);
        if (options.Value.Referer is { } referer)
        {
            request.Headers.TryAddWithoutValidation("HTTP-Referer", referer);
        }

        request.Headers.TryAddWithoutValidation("X-OpenRouter-Title", "PromptLab");
        request.Headers.TryAddWithoutValidation("X-OpenRouter-Categories", "programming-app");
        return request;
    }
}
