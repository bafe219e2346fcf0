using PromptLab.LocalHost.Functions;

namespace PromptLab.LocalHost.Http;

/// <summary>Serves requests with one HTTP function.</summary>
public sealed partial class HttpEndpoint(HttpFunction function, Drain drain, ILogger<HttpEndpoint> logger)
{
    public async Task ServeAsync(HttpContext http)
    {
        // A stream that is read for as long as it goes on must end when the app has to.
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Over);
        http.RequestAborted = aborted.Token;

        try
        {
            await AnswerAsync(http);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            http.Abort();
        }
#pragma warning disable CA1031 // Here is where the host catches what a function lets out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Escaped(logger, exception, function.Name);
            Fail(http);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var result = await FunctionInvoker.InvokeAsync(
            function.Function, http.RequestServices, parameter => HttpBinding.Bind(parameter, http), http);

        if (result is IResult answer)
        {
            await answer.ExecuteAsync(http);
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "An exception escaped from the function {Name}")]
        public static partial void Escaped(ILogger logger, Exception exception, string name);
    }
}
