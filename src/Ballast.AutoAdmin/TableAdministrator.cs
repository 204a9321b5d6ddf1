using Ballast.Foundation.Identity;
using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Groups;

using Microsoft.Extensions.Logging;

namespace Ballast.AutoAdmin;

/// <summary>Creates, changes and deletes tables: the system table first, then the groups, then the system table again.</summary>
/// <remarks>
/// One change at a time. Each step is durable before the next and may be repeated, so a stop at any point leaves a table
/// CREATING or DELETING, which <see cref="ResumeAsync"/> finishes. The catalog shows a description only after the system
/// table has it.
/// </remarks>
public sealed partial class TableAdministrator(IStorage storage, TableCatalog catalog, TimeProvider time, Chance chance, ILogger log) : ITableControl
{
    private readonly SystemTable _system = new(storage);
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private readonly StuckWork _stuck = new(time);

    // The work that goes on after an answer; a stop waits for it.
    private Task _background = Task.CompletedTask;

    /// <summary>Reads the system table into the catalog, making it where this is a new cluster, and finishes what was begun.</summary>
    /// <exception cref="TreeMissingException">The node has lost the tree of the system table, or of a table that is in it.</exception>
    /// <exception cref="SystemTableException">The system table cannot be read, or is older than the node's groups.</exception>
    public async Task ResumeAsync()
    {
        // The root group is the first that a node is given, so one with a past has it, or has lost it.
        if (storage.HasHistory && !storage.Hosts(GroupId.Root))
            throw new TreeMissingException(GroupId.Root);
        SystemTableException.ThrowUnlessDone(await storage.CreateGroupAsync(GroupId.Root, SystemTable.Schema));
        var tables = await _system.ReadAllAsync();
        catalog.PublishAll(tables);
        foreach (var table in tables)
            if (table.Status is TableStatus.Active or TableStatus.Updating)
                await CheckAsync(table);
        await ReclaimAsync(tables);
        foreach (var table in tables)
            await TryAsync(() => FinishAsync(table));
        _stuck.Begin(RetryAsync);
    }

    /// <summary>Waits for creations and deletions under way. None begins afterwards: what is stuck is left to the next start.</summary>
    public async Task SettleAsync()
    {
        _stuck.End();
        await _background;
    }

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> CreateAsync(TableDescription asked) => ChangeAloneAsync(async () =>
    {
        if (catalog.TryGet(asked.Name, out _))
            return (TableChangeOutcome.Exists, null);
        if (catalog.Snapshot.Count >= ITableControl.TablesMax)
            return (TableChangeOutcome.TooMany, null);
        var table = asked with
        {
            Id = NewId(),
            Version = 1,
            Group = await _system.NextGroupAsync(),
            Status = TableStatus.Creating,
            CreatedAt = time.GetUtcNow(),
        };
        if (!await _system.TryAddAsync(table))
            return (TableChangeOutcome.Exists, null);
        catalog.Publish(table);
        GoOn(() => FinishCreationAsync(table));
        return (TableChangeOutcome.Done, table);
    });

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> ChangeAsync(string name, Func<TableDescription, TableDescription?> change) => ChangeAloneAsync(async () =>
    {
        if (!catalog.TryGet(name, out var table))
            return (TableChangeOutcome.NotFound, null);
        if (table.Status != TableStatus.Active)
            return (TableChangeOutcome.Busy, table);
        if (change(table) is not { } asked)
            return (TableChangeOutcome.Declined, table);
        var changed = await StoreAsync(asked);
        if (changed.IsSettling)
            GoOn(() => FinishChangeAsync(changed));
        return (TableChangeOutcome.Done, changed);
    });

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> DeleteAsync(string name) => ChangeAloneAsync(async () =>
    {
        if (!catalog.TryGet(name, out var table))
            return (TableChangeOutcome.NotFound, null);
        if (table.Status != TableStatus.Active || table.IsSettling)
            return (TableChangeOutcome.Busy, table);
        if (table.DeletionProtection)
            return (TableChangeOutcome.Protected, table);
        var deleting = await StoreAsync(table with { Status = TableStatus.Deleting });
        GoOn(() => FinishDeletionAsync(deleting));
        return (TableChangeOutcome.Done, deleting);
    });

    private async Task<(TableChangeOutcome Outcome, TableDescription? Table)> ChangeAloneAsync(
        Func<Task<(TableChangeOutcome Outcome, TableDescription? Table)>> change)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return await change();
        }
        catch (SystemTableException e)
        {
            LogRefused(log, e);
            return (Of(e.Outcome), null);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static TableChangeOutcome Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.StorageFull => TableChangeOutcome.StorageFull,
        CallOutcome.Overloaded => TableChangeOutcome.Overloaded,
        CallOutcome.Unknown => TableChangeOutcome.Unknown,
        _ => TableChangeOutcome.Unavailable,
    };

    private async Task CheckAsync(TableDescription table)
    {
        if (!storage.Hosts(table.Group))
            throw new TreeMissingException(table.Group);
        if (await storage.DescribeGroupAsync(table.Group) is null)
            LogOutOfService(log, table.Name, table.Group.Value);
    }

    // A table is in the system table before its group is made and until its group is gone. So a group without a table is nobody's,
    // if the system table is as new as the group: it counts the groups that it gave out.
    private async Task ReclaimAsync(List<TableDescription> tables)
    {
        var known = tables.Select(static table => table.Group).Append(GroupId.Root).ToHashSet();
        foreach (var group in storage.Groups.Where(group => !known.Contains(group)))
        {
            if (group.Value > (await _system.NewestGroupAsync()).Value)
                throw new SystemTableException($"The system table has never given out group {group.Value}, which the node has: its newest part is missing.");
            LogReclaimed(log, group.Value);
            await TryAsync(async () => SystemTableException.ThrowUnlessDone(await storage.DropGroupAsync(group)));
        }
    }

    private Task FinishAsync(TableDescription table) => table.Status switch
    {
        TableStatus.Creating => FinishCreationAsync(table),
        TableStatus.Deleting => FinishDeletionAsync(table),
        _ => FinishChangeAsync(table),
    };

    private void GoOn(Func<Task> work)
    {
        var before = _background;
        _background = RunAsync();

        async Task RunAsync()
        {
            // An answer goes out before its table moves on, as clients see it at the service.
            await Task.Yield();
            await before;
            await _oneAtATime.WaitAsync();
            try
            {
                await TryAsync(work);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
    }

    // The table stays as the system table has it, and the step is repeated later, or by the next start.
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (SystemTableException e) when (e.MayPass)
        {
            LogStuck(log, e);
            _stuck.Add(work);
        }
        catch (IOException e)
        {
            LogStuck(log, e);
        }
    }

    private async Task RetryAsync(Func<Task> work)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            GoOn(work);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task FinishCreationAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await storage.CreateGroupAsync(table.Group, table.Schema));
        await StoreAsync(table.Settled with { Status = TableStatus.Active });
    }

    // Other changes may have come since: an ACTIVE table whose warm throughput is being raised takes them.
    private async Task FinishChangeAsync(TableDescription table)
    {
        if (catalog.TryGet(table.Name, out var newest) && newest.Id == table.Id && newest.IsSettling)
            await StoreAsync(newest.Settled);
    }

    private async Task FinishDeletionAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await storage.DropGroupAsync(table.Group));
        await _system.RemoveAsync(table.Name);
        catalog.Remove(table.Name);
    }

    private async Task<TableDescription> StoreAsync(TableDescription table)
    {
        var newer = table with { Version = table.Version + 1 };
        await _system.UpdateAsync(newer);
        catalog.Publish(newer);
        return newer;
    }

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        chance.Fill(bytes);
        bytes[7] = (byte)(bytes[7] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A table's creation or deletion could not be finished now. It is tried again: while this process runs where the disk had no room, and by the next start.")]
    private static partial void LogStuck(ILogger logger, Exception why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A table could not be changed.")]
    private static partial void LogRefused(ILogger logger, Exception why);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The table {Table} (group {Group}) is damaged and does not serve; the others do.")]
    private static partial void LogOutOfService(ILogger logger, string table, ulong group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group {Group} belongs to no table and is deleted.")]
    private static partial void LogReclaimed(ILogger logger, ulong group);
}
