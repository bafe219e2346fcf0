using PromptLab.Platform.Storage;
using PromptLab.Runs;

namespace PromptLab.Backup;

/// <summary>
/// Writes a backup into a storage: all files are checked before anything is written, blobs come before the rows that name them,
/// and in the end everything is read back.
/// </summary>
internal sealed class RestoreRun(StorageAccount account, BackupFolder folder, TextWriter say)
{
    private readonly RestoreMark mark = new(account.Clients);
    private Restoring state = null!;

    public async Task<RecoveredRuns> GoAsync(Manifest manifest, bool over, CancellationToken cancellationToken)
    {
        foreach (var (collection, file) in FilesOf(manifest))
        {
            await folder.CheckAsync(collection, file, cancellationToken);
        }

        var selection = Selection.Of(account.Clients, manifest.Owner);
        var collections = selection.All.ToDictionary(collection => collection.Name);
        if (manifest.Collections.FirstOrDefault(facts => !collections.ContainsKey(facts.Name)) is { } unknown)
        {
            throw new BackupException($"The backup holds {unknown.Name}, which this version does not know: restore it with the version that made it.");
        }

        await say.WriteLineAsync($"{FilesOf(manifest).Count():N0} files are as they were backed up");
        await StorageSetup.CreateAsync(account.Clients, cancellationToken);
        state = await BeginAsync(manifest, selection, over, cancellationToken);

        await WriteAsync(manifest, selection.Containers, cancellationToken);
        // The accounts come last: nobody signs in to what is not all there.
        await WriteAsync(manifest, selection.Tables.Reverse(), cancellationToken);
        await Task.WhenAll(manifest.Collections.Select(facts => new Comparison(facts, collections[facts.Name], state.IsOver).CheckAsync(folder.ReadAsync(facts, cancellationToken), cancellationToken)));

        // What the runs need to go on comes last: nobody works on what is not known to be whole.
        var recovered = await RunRecovery.For(account.Clients, TimeProvider.System).RecoverAsync(manifest.Owner?.Id, manifest.StartedAt, cancellationToken);
        await mark.RemoveAsync(cancellationToken);
        return recovered;
    }

    private static IEnumerable<(CollectionFacts Collection, FileFacts File)> FilesOf(Manifest manifest) =>
        manifest.Collections.SelectMany(collection => collection.Files, (collection, file) => (collection, file));

    private async Task<Restoring> BeginAsync(Manifest manifest, Selection selection, bool over, CancellationToken cancellationToken)
    {
        if (await mark.FindAsync(cancellationToken) is { } begun)
        {
            if (begun.BackupId != manifest.Id)
            {
                throw new BackupException($"A restore of another backup ({begun.BackupId}) into {account.Name} broke off: finish that one first.");
            }

            await say.WriteLineAsync($"Going on after {begun.Files.Count:N0} files");
            return begun;
        }

        foreach (var collection in selection.All)
        {
            if (!over && !await collection.IsEmptyAsync(cancellationToken))
            {
                throw new BackupException(
                    $"{account.Name} is not empty: {collection.Name} holds something{(manifest.Owner is null ? "" : " of this account or its address")} already. Restore into an empty storage, or say --over to write over what has the same keys and keep the rest.");
            }
        }

        Restoring started = new(manifest.Id, over, []);
        await mark.SaveAsync(started, cancellationToken);
        return started;
    }

    private async Task WriteAsync(Manifest manifest, IEnumerable<Collection> collections, CancellationToken cancellationToken)
    {
        var waiting =
            from collection in collections
            from each in FilesOf(manifest)
            where each.Collection.Name == collection.Name && !state.Files.Contains(NameOf(each))
            select (collection, each);

        foreach (var (collection, each) in waiting)
        {
            await collection.WriteAsync(folder.ReadAsync(each.Collection, each.File, cancellationToken), cancellationToken);
            state = state with { Files = [.. state.Files, NameOf(each)] };
            await mark.SaveAsync(state, cancellationToken);
            await say.WriteLineAsync($"{NameOf(each)}: {each.File.Items:N0} written");
        }
    }

    private static string NameOf((CollectionFacts Collection, FileFacts File) each) => $"{each.Collection.Name}/{each.File.Name}";
}
