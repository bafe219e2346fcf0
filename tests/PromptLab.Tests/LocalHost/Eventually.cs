namespace PromptLab.Tests.LocalHost;

/// <summary>Waits for what happens elsewhere; how long it takes is not what is tested.</summary>
internal static class Eventually
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(GiveUp);

        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
