namespace PromptLab.Runs;

/// <summary>How much was woken, and whether anything is not over: then its owner is looked at again.</summary>
public sealed record WokenWork(int Count, bool IsAnyOpen);

/// <summary>
/// What nobody may be working on any more: the message got lost, or whoever had it died. It is only sent messages anew; what is to
/// become of it is decided where messages are heard.
/// </summary>
public interface IStuckWork
{
    Task<WokenWork> WakeAsync(RunOwner owner, CancellationToken cancellationToken);
}
