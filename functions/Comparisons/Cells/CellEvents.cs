using System.Globalization;
using System.Runtime.CompilerServices;
using PromptLab.Comparisons.Boards;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Verdicts;
using PromptLab.Platform.Http;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Cells;

/// <summary>
/// What happens on a board. Nothing in memory joins two instances: a listener looks at what the runs' lists have that is new, and at
/// the checkpoints of those that go on. That is one operation each time, and one while something runs.
/// </summary>
public sealed class CellEvents(PendingCells pendingCells, ComparedRuns runs, CheckResults checks, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(700);

    /// <summary>Rows are looked at twice within this time: storage's clock need not tell the order in which they become visible.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    /// <param name="cursor">From the board, or from the last event that was heard: what the listener knows already.</param>
    public async IAsyncEnumerable<ServerEvent> ListenAsync(Comparison comparison, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Heard heard = new(comparison, TimeOf(cursor));
        while (true)
        {
            // Pending cells first, as everywhere: one that is queued in between has a run by then.
            var pending = heard.MayBePending ? await pendingCells.GetAsync(comparison.OwnerId, comparison.Id, cancellationToken) : heard.Pending!;
            var listed = await runs.ListAsync(comparison.OwnerId, comparison.Id, heard.Since, cancellationToken).ToListAsync(cancellationToken);
            var changed = heard.Take(pending, listed);
            if (changed.Count > 0)
            {
                var results = await checks.GetAsync(comparison, heard.States, cancellationToken);
                yield return new("cells", new CellsChanged([.. changed.Select(cell => CellResponse.From(comparison.Plan, heard.States[cell], results))]), heard.Cursor);
                yield return new("summaries", new SummariesChanged(VariantSummary.Of(comparison, heard.States, results), heard.States.Count(state => state.IsOpen)));
            }

            var running = heard.Running.ToDictionary(run => run.Id);
            await foreach (var stored in runs.ReadAsync(comparison.OwnerId, comparison.Id, running.Keys, RunStatus.Running, cancellationToken))
            {
                foreach (var delta in heard.Advance(stored.Run))
                {
                    yield return delta;
                }
            }

            if (heard.States.All(state => !state.IsOpen))
            {
                yield return new("done", new CellsDone());
                yield break;
            }

            await Task.Delay(LookAgain, clock, cancellationToken);
        }
    }

    private static DateTimeOffset? TimeOf(string? cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new(ticks, TimeSpan.Zero) : null;

    /// <summary>What one listener has been told.</summary>
    private sealed class Heard(Comparison comparison, DateTimeOffset? known)
    {
        private readonly Dictionary<int, Dictionary<Guid, ListedRun>> byCell = [];
        private readonly Dictionary<Guid, RunPosition> positions = [];
        private DateTimeOffset newest;

        public Pending? Pending { get; private set; }

        public bool MayBePending => Pending is not { Cells.Count: 0 };

        /// <summary>Everything the first time: the summaries are of all cells.</summary>
        public DateTimeOffset? Since => Pending is null || newest == default ? null : newest - Overlap;

        public string Cursor => BoardReader.CursorAt([newest]);

        public CellState[] States { get; private set; } = [];

        public IEnumerable<Run> Running => States.Where(state => state.Status is RunStatus.Running).Select(state => state.Newest!.Run);

        /// <summary>The cells that have changed for the listener.</summary>
        public IReadOnlyList<int> Take(Pending pending, IReadOnlyList<ListedRun> listed)
        {
            var isFirst = Pending is null;
            SortedSet<int> changed = [.. isFirst ? [] : Pending!.Cells.SymmetricExcept(pending.Cells)];
            Pending = pending;
            foreach (var run in listed.Where(run => run.Run.Subject.Cell is not null))
            {
                var cell = run.Run.Subject.Cell!.Value;
                var seen = byCell.TryGetValue(cell, out var others) ? others : byCell[cell] = [];
                if (!seen.TryGetValue(run.Run.Id, out var before) || before.WrittenAt != run.WrittenAt)
                {
                    seen[run.Run.Id] = run;
                    newest = run.WrittenAt > newest ? run.WrittenAt : newest;
                    if (!isFirst || known is null || run.WrittenAt + Overlap >= known)
                    {
                        changed.Add(cell);
                    }
                }
            }

            if (isFirst)
            {
                States = [.. Enumerable.Range(0, comparison.Plan.CellCount).Select(StateOf)];
            }

            foreach (var cell in changed)
            {
                States[cell] = StateOf(cell);
            }

            return [.. changed];
        }

        /// <summary>What the listener lacks of an answer that goes on.</summary>
        public IEnumerable<ServerEvent> Advance(Run run)
        {
            var position = positions.TryGetValue(run.Id, out var before) ? before : positions[run.Id] = RunPosition.From(null);
            var place = comparison.Plan.PlaceOf(run.Subject.Cell!.Value);
            return position.Advance(run.Answer).Select(item => item.Data switch
            {
                RunTextDelta delta => new ServerEvent("delta", new CellTextDelta(place.Variant, place.Input, place.Repeat, run.Id, delta.Text, delta.Offset)),
                RunReasoningDelta delta => new("delta", new CellReasoningDelta(place.Variant, place.Input, place.Repeat, run.Id, delta.Reasoning, delta.Offset)),
                _ => throw new InvalidOperationException("An answer advances by text or reasoning."),
            });
        }

        private CellState StateOf(int cell)
        {
            List<ListedRun> newestFirst = byCell.TryGetValue(cell, out var known) ? [.. known.Values.OrderByDescending(run => run.Run.Id)] : [];
            return CellState.Of(cell, Pending!, newestFirst);
        }
    }
}

public sealed record CellsChanged(IReadOnlyList<CellResponse> Cells);

public sealed record SummariesChanged(IReadOnlyList<VariantSummary> Variants, int OpenCells);

/// <summary>A piece of a cell's answer, and where it begins in the whole text, in UTF-16 units as JavaScript counts them.</summary>
public sealed record CellTextDelta(int Variant, int Input, int Repeat, Guid RunId, string Text, int Offset);

public sealed record CellReasoningDelta(int Variant, int Input, int Repeat, Guid RunId, string Reasoning, int Offset);

/// <summary>Nothing is queued or running any more.</summary>
public sealed record CellsDone;
