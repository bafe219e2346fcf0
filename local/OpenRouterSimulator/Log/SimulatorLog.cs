using System.Collections.Concurrent;

namespace OpenRouterSimulator.Log;

/// <summary>The newest chat calls of this process, oldest first, with their bodies; what is beyond <see cref="Kept"/> is forgotten.</summary>
public sealed class SimulatorLog
{
    private const int Kept = 10_000;

    private readonly ConcurrentDictionary<string, SimulatedCall> _calls = new();

    private readonly ConcurrentQueue<string> _order = new();

    public IReadOnlyList<SimulatedCall> Calls => [.. _order.Select(id => _calls.GetValueOrDefault(id)).OfType<SimulatedCall>()];

    public SimulatedCall? Find(string generationId) => _calls.GetValueOrDefault(generationId);

    /// <summary>Adds the call, or replaces what was known of it.</summary>
    public void Write(SimulatedCall call)
    {
        if (_calls.TryAdd(call.GenerationId, call))
        {
            _order.Enqueue(call.GenerationId);
            if (_order.Count > Kept && _order.TryDequeue(out var oldest))
            {
                _calls.TryRemove(oldest, out _);
            }
        }
        else
        {
            _calls[call.GenerationId] = call;
        }
    }
}
