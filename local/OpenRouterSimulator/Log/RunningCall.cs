namespace OpenRouterSimulator.Log;

/// <summary>A call that is still going on; whatever becomes known of it is in the log at once. It ends once.</summary>
public sealed class RunningCall
{
    private readonly SimulatorLog _log;

    private readonly TimeProvider _clock;

    public RunningCall(SimulatorLog log, TimeProvider clock, SimulatedCall call)
    {
        (_log, _clock, Call) = (log, clock, call);
        log.Write(call);
    }

    public SimulatedCall Call { get; private set; }

    public void Learn(Func<SimulatedCall, SimulatedCall> change)
    {
        Call = change(Call);
        _log.Write(Call);
    }

    public void End(Outcome outcome, int status = StatusCodes.Status200OK) =>
        Learn(call => call with { Outcome = outcome, Status = status, EndedAt = _clock.GetUtcNow() });
}
