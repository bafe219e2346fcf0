using System.Text.Json;
using PromptLab.Platform.Json;

namespace PromptLab.Platform.Accounts;

/// <summary>What a slice keeps for an account: how it leaves with its owner, comes back, and ends.</summary>
public interface IAccountData
{
    /// <summary>Its name in the account's document, such as "prompts".</summary>
    string Name { get; }

    /// <summary>Everything, one item after the other, as it is written into the document.</summary>
    IAsyncEnumerable<RawJsonValue> ExportAsync(string ownerId, CancellationToken cancellationToken);

    /// <summary>Takes in what is not there yet; nothing that is there is touched. What cannot be taken in is told in the report.</summary>
    Task ImportAsync(string ownerId, JsonElement items, ImportReport report, CancellationToken cancellationToken);

    /// <summary>Removes every row and blob; may be called again when it broke off.</summary>
    Task RemoveAsync(string ownerId, CancellationToken cancellationToken);
}
