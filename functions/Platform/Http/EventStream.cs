using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptLab.Platform.Json;

namespace PromptLab.Platform.Http;

/// <summary>One server-sent event. A browser that reconnects sends the last id it saw.</summary>
public sealed record ServerEvent(string Type, object Data, string? Id = null);

/// <summary>Answers with events as they come, and with a comment when none came for a while, so that no proxy gives up.</summary>
/// <param name="place">Of <see cref="OpenStreams"/>; given back with the end of the answer.</param>
public sealed partial class EventStream(IAsyncEnumerable<ServerEvent> events, IDisposable place, TimeProvider clock) : IResult
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var taken = place;
        var gone = httpContext.RequestAborted;
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-cache, no-store";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        await using var source = events.GetAsyncEnumerator(gone);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            while (await ComesAsync(next, httpContext.Response, gone))
            {
                await WriteAsync(httpContext.Response, source.Current, gone);
                next = source.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The listener left; what it listened to goes on.
        }
#pragma warning disable CA1031 // The answer has begun: nothing but its end can tell the listener, who will connect again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.Broken(httpContext.RequestServices.GetRequiredService<ILogger<EventStream>>(), error, httpContext.Request.Path);
        }

        // The source may be in the middle of work that must be seen through before it can be let go.
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Is there another event? While none comes, comments keep the connection open.</summary>
    private async Task<bool> ComesAsync(Task<bool> next, HttpResponse response, CancellationToken gone)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(KeepAlive, clock, gone);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": keep-alive\n\n", gone);
            }
        }
    }

    private static Task WriteAsync(HttpResponse response, ServerEvent item, CancellationToken cancellationToken)
    {
        var id = item.Id is null ? "" : $"id: {item.Id}\n";
        return response.WriteAsync($"{id}event: {item.Type}\ndata: {JsonSerializer.Serialize(item.Data, ApiJson.Options)}\n\n", cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The events of {Path} broke off")]
        public static partial void Broken(ILogger logger, Exception error, string path);
    }
}
