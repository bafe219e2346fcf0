namespace PromptLab.Backup;

/// <summary>Holds what a storage has against what a backup says, both in the order of their keys, and names the first difference.</summary>
/// <param name="allowOthers">Whether there may be more in the storage than in the backup.</param>
internal sealed class Comparison(CollectionFacts expected, Collection actual, bool allowOthers)
{
    private readonly ContentHash hash = new();
    private long items;

    public async Task CheckAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var stored = actual.ReadAsync(null, cancellationToken).SelectMany(page => page.Items).GetAsyncEnumerator(cancellationToken);
        await using (stored)
        {
            await foreach (var line in lines.WithCancellation(cancellationToken))
            {
                await MatchAsync(actual.Parse(line), stored);
            }

            if (!allowOthers && await stored.MoveNextAsync())
            {
                throw Differs(stored.Current, "is there and not in the backup. Somebody writes into this storage: stop the app");
            }
        }

        if (items != expected.Items || hash.ToString() != expected.Sha256)
        {
            throw new BackupException($"{expected.Name} has {items} items with the hash {hash} where the backup has {expected.Items} with {expected.Sha256}: the manifest was changed.");
        }
    }

    private async Task MatchAsync(Item wanted, IAsyncEnumerator<Item> stored)
    {
        while (await stored.MoveNextAsync())
        {
            var order = string.CompareOrdinal(stored.Current.Key, wanted.Key);
            if (order == 0)
            {
                if (stored.Current.Line != wanted.Line)
                {
                    throw Differs(wanted, "is not as in the backup after it was written");
                }

                hash.Add(stored.Current.Line);
                items++;
                return;
            }

            if (order > 0 || !allowOthers)
            {
                throw Differs(order > 0 ? wanted : stored.Current, order > 0 ? "is missing after it was written" : "is there and not in the backup. Somebody writes into this storage: stop the app");
            }
        }

        throw Differs(wanted, "is missing after it was written");
    }

    private BackupException Differs(Item item, string how) => new($"{expected.Name}: {item.Name} {how}, and restore again.");
}
