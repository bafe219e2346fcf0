using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>
/// An owner's library as a whole: how many prompts it has, and a revision that counts every change. Each change of a prompt
/// writes it in the same transaction, which is how a cached library learns that it is old.
/// </summary>
/// <param name="LastChange">Changes never share a time, whatever the clocks of two instances say: the list is sorted by it.</param>
public sealed record PromptLibrary(int Count, int Revision, DateTimeOffset LastChange, ETag RowETag)
{
    public const string RowKey = "l";

    public static PromptLibrary Empty { get; } = new(0, 0, DateTimeOffset.UnixEpoch, default);

    public bool IsNew => Revision == 0;

    /// <summary>The time that a change made now gets.</summary>
    public DateTimeOffset Next(DateTimeOffset now) => now > LastChange.AddMilliseconds(1) ? now : LastChange.AddMilliseconds(1);

    public PromptLibrary Changed(int added, DateTimeOffset at) => this with { Count = Count + added, Revision = Revision + 1, LastChange = at };

    internal static PromptLibrary Of(TableEntity row) => new(
        row.GetInt32(nameof(Count))!.Value,
        row.GetInt32(nameof(Revision))!.Value,
        row.GetDateTimeOffset(nameof(LastChange))!.Value,
        row.ETag);

    /// <summary>Puts what the library has become in place of what it was when it was read.</summary>
    internal TableTransactionAction Write(string ownerId, PromptLibrary before)
    {
        TableEntity row = new(ownerId, RowKey) { [nameof(Count)] = Count, [nameof(Revision)] = Revision, [nameof(LastChange)] = LastChange };
        return before.IsNew ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, before.RowETag);
    }
}
