using PromptLab.Platform.Secrets;
using PromptLab.Settings;

namespace PromptLab.Backup;

/// <summary>
/// Copies a storage into a folder, tables first: a row names only blobs that are there already, so whoever copies the row
/// before the blobs gets both, as long as nobody deletes them in between.
/// </summary>
internal sealed class BackupRun(StorageAccount account, BackupFolder folder, TextWriter say)
{
    /// <summary>A file ends with the page that brings it to this: after a break so much is copied again, and no more.</summary>
    private const long FileBytes = 8 * 1024 * 1024;

    private const int FileItems = 1_000;

    public async Task<Manifest> GoAsync(Owner? owner, CancellationToken cancellationToken)
    {
        if (await new RestoreMark(account.Clients).FindAsync(cancellationToken) is not null)
        {
            throw new BackupException($"A restore into {account.Name} is not over: finish it first, or the backup would hold half of it.");
        }

        var manifest = folder.Begin(account.Name, owner);
        var selection = Selection.Of(account.Clients, owner);
        var tables = await Task.WhenAll(selection.Tables.Select(table => CopyTableAsync(table, cancellationToken)));
        var containers = await Task.WhenAll(selection.Containers.Select(container => CopyAsync(container, cancellationToken)));

        Progress[] all = [.. tables, .. containers];
        var finished = manifest with
        {
            FinishedAt = TimeProvider.System.GetUtcNow(),
            Collections = [.. all.Select(progress => progress.Facts)],
            ChangedMeanwhile = [.. all.SelectMany(progress => progress.ChangedMeanwhile).Distinct().Order()],
            WrappingKeys = await CountWrappingKeysAsync(owner, cancellationToken),
        };
        folder.Save(finished);
        foreach (var progress in all)
        {
            folder.Forget(progress.Facts.Name);
        }

        return finished;
    }

    private async Task<Progress> CopyTableAsync(TableCollection table, CancellationToken cancellationToken)
    {
        var copied = await CopyAsync(table, cancellationToken);
        var changed = await table.ChangedSinceAsync(copied.StartedAt, cancellationToken);
        return copied with { ChangedMeanwhile = [.. changed] };
    }

    private async Task<Progress> CopyAsync(Collection collection, CancellationToken cancellationToken)
    {
        var progress = folder.ReadProgress(collection.Name);
        if (progress is not null)
        {
            await say.WriteLineAsync($"{collection.Name}: going on after {progress.Facts.Items:N0}");
        }

        progress ??= new(TimeProvider.System.GetUtcNow(), new(collection.Name, 0, new ContentHash().ToString(), []), null, IsDone: false, []);
        while (!progress.IsDone)
        {
            progress = await CopyFileAsync(collection, progress, cancellationToken);
            folder.Save(progress);
            await say.WriteLineAsync($"{collection.Name}: {progress.Facts.Items:N0}");
        }

        return progress;
    }

    private async Task<Progress> CopyFileAsync(Collection collection, Progress before, CancellationToken cancellationToken)
    {
        var facts = before.Facts;
        ContentHash hash = new(facts.Sha256);
        using var file = folder.Create(collection.Name, facts.Files.Count + 1);
        string? next = null;
        var items = 0;
        await foreach (var page in collection.ReadAsync(before.Next, cancellationToken))
        {
            foreach (var item in page.Items)
            {
                file.Write(item.Line);
                hash.Add(item.Line);
            }

            items += page.Items.Count;
            next = page.Next;
            if (file.Bytes >= FileBytes || items >= FileItems)
            {
                break;
            }
        }

        var finished = new CollectionFacts(collection.Name, facts.Items + items, hash.ToString(), [.. facts.Files, file.Finish()]);
        return before with { Facts = finished, Next = next, IsDone = next is null };
    }

    private async Task<IReadOnlyDictionary<string, int>> CountWrappingKeysAsync(Owner? owner, CancellationToken cancellationToken)
    {
        SortedDictionary<string, int> counts = [];
        await foreach (var kept in new SettingsStore(account.Clients).ListEnvelopesAsync(cancellationToken).Where(kept => owner is null || kept.UserId == owner.Id))
        {
            var version = Envelope.VersionOf(kept.Envelope) ?? "unknown";
            counts[version] = counts.GetValueOrDefault(version) + 1;
        }

        return counts;
    }
}
