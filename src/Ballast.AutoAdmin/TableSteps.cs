using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;

namespace Ballast.AutoAdmin;

/// <summary>The steps by which tables come, change and go.</summary>
/// <remarks>
/// Each stores a description under the condition that nothing has come behind the one that was read. So of several processes one goes on, and the
/// others stop there. Who makes a group has stored its id alone, and makes it once: made again, on a node that was a member and has
/// forgotten it, the group would have a vote without its memory. Callers come one at a time.
/// </remarks>
internal sealed class TableSteps(IStorage storage, SystemTable system, CatalogWatch watch, GroupReclaim reclaim)
{
    /// <summary>Stores of one change, when others change the same table all the time.</summary>
    public const int TriesMax = 16;

    /// <summary>Raised when a table has changed, and the catalog here shows it.</summary>
    public event Action? Changed;

    /// <summary>The newest description, which the catalog then shows; null where there is none.</summary>
    public async Task<TableDescription?> ReadAsync(string name)
    {
        var mark = watch.Mark;
        var found = await system.ReadAsync(name);
        await watch.ShowAsync(name, found, mark);
        return found;
    }

    /// <summary>Stores a table that must be new; false when there is one of that name.</summary>
    public async Task<bool> TryAddAsync(TableDescription table)
    {
        var mark = watch.Mark;
        var isStored = await system.TryAddAsync(table);
        if (isStored)
            await ShowChangeAsync(table.Name, table, mark);
        return isStored;
    }

    /// <summary>Stores what follows a description that was read, and gives it; null when that is no longer the newest.</summary>
    public async Task<TableDescription?> TryStoreAsync(TableDescription read, TableDescription asked)
    {
        var mark = watch.Mark;
        var next = asked with { Version = read.Version + 1 };
        if (!await system.TryReplaceAsync(read, next))
            return null;
        await ShowChangeAsync(next.Name, next, mark);
        return next;
    }

    /// <summary>Finishes what the same process has begun.</summary>
    public Task FinishAsync(TableDescription begun) => begun.Status switch
    {
        TableStatus.Creating => FinishCreationAsync(begun),
        TableStatus.Deleting => FinishDeletionAsync(begun),
        _ => FinishChangeAsync(begun),
    };

    /// <summary>Finishes what somebody has begun who is gone, or so it seems.</summary>
    public async Task TakeOverAsync(TableDescription seen)
    {
        if (await ReadAsync(seen.Name) is not { } table || table.Id != seen.Id || table.Version != seen.Version)
            return;
        if (table.Status == TableStatus.Creating)
            await BeginAgainAsync(table);
        else
            await FinishAsync(table);
    }

    // With a group of another id: nobody knows how far the first has come.
    private async Task BeginAgainAsync(TableDescription table)
    {
        if (await TryStoreAsync(table, table with { Group = await system.NextGroupAsync() }) is not { } taken)
            return;
        if (await storage.DropGroupAsync(table.Group) != CallOutcome.Done)
            reclaim.Hasten();
        await FinishCreationAsync(taken);
    }

    private async Task FinishCreationAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await storage.CreateGroupAsync(table.Group, table.Schema));
        if (await TryStoreAsync(table, table.Settled with { Status = TableStatus.Active }) is null)
            reclaim.Hasten();
    }

    // Other changes may have come since: an ACTIVE table whose warm throughput is being raised takes them.
    private async Task FinishChangeAsync(TableDescription begun)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (await ReadAsync(begun.Name) is not { IsServing: true, IsSettling: true } newest || newest.Id != begun.Id)
                return;
            if (await TryStoreAsync(newest, newest.Settled) is not null)
                return;
        }
    }

    private async Task FinishDeletionAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await storage.DropGroupAsync(table.Group));
        var mark = watch.Mark;
        if (await system.TryRemoveAsync(table))
            await ShowChangeAsync(table.Name, null, mark);
    }

    private async Task ShowChangeAsync(string name, TableDescription? stored, long mark)
    {
        await watch.ShowAsync(name, stored, mark);
        Changed?.Invoke();
    }
}
