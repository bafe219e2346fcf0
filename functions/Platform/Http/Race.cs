namespace PromptLab.Platform.Http;

/// <summary>
/// Writers who change the same thing at once: whoever lost waits a little, longer each time, so that many do not lose in
/// turns; and whoever lost too often is told, instead of trying for ever.
/// </summary>
internal sealed class Race
{
    private const int MaxLosses = 60;

    private int losses;

    public Task LoseAsync(CancellationToken cancellationToken) => ++losses <= MaxLosses
        ? Task.Delay(Random.Shared.Next(5, 20 + (10 * Math.Min(losses, 20))), cancellationToken)
        : throw ProblemException.Conflict("Too many changes are being made at once. Nothing of this one was kept; try again.");
}
