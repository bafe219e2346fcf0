using Microsoft.Extensions.Options;

namespace PromptLab.LocalHost;

/// <summary>Running functions may finish when the app stops; only when that takes too long are their tokens cancelled.</summary>
public sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource over = new();

    public Drain(IHostApplicationLifetime lifetime, IOptions<FunctionsHostOptions> options)
    {
        lifetime.ApplicationStopping.Register(() => over.CancelAfter(options.Value.DrainTimeout));
    }

    /// <summary>The token that functions see.</summary>
    public CancellationToken Over => over.Token;

    public void Dispose() => over.Dispose();
}
