using Ballast.Foundation.Identity;
using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Groups;

using Microsoft.Extensions.Logging;

namespace Ballast.AutoAdmin;

/// <summary>Creates, changes and deletes tables: the system table first, then the groups, then the system table again.</summary>
/// <remarks>
/// One change at a time. Each step is durable before the next and may be repeated, so a stop at any point leaves a table
/// CREATING or DELETING, which <see cref="ResumeAsync"/> finishes. The catalog shows a description only after the system
/// table has it.
/// </remarks>
public sealed partial class TableAdministrator(StorageNode node, TableCatalog catalog, TimeProvider time, Chance chance, ILogger log) : ITableControl
{
    private readonly SystemTable _system = new(node);
    private readonly SemaphoreSlim _oneAtATime = new(1);

    // The work that goes on after an answer; a stop waits for it.
    private Task _background = Task.CompletedTask;

    /// <summary>Reads the system table into the catalog, making it where this is a new cluster, and finishes what was begun.</summary>
    /// <exception cref="TreeMissingException">The node has lost the tree of the system table, or of a table that is in it.</exception>
    public async Task ResumeAsync()
    {
        // The root group is the first that a node is given, so one with a past has it, or has lost it.
        if (node.HasHistory && !node.Hosts(GroupId.Root))
            throw new TreeMissingException(GroupId.Root);
        SystemTableException.ThrowUnlessDone(await node.CreateGroupAsync(GroupId.Root, SystemTable.Schema));
        var tables = await _system.ReadAllAsync();
        catalog.PublishAll(tables);
        foreach (var table in tables)
        {
            if (table.Status == TableStatus.Creating)
                await FinishCreationAsync(table);
            else if (table.Status == TableStatus.Deleting)
                await FinishDeletionAsync(table);
            else if (!node.Hosts(table.Group))
                throw new TreeMissingException(table.Group);
            else if (table.Status == TableStatus.Updating)
                await StoreAsync(table with { Status = TableStatus.Active });
        }
    }

    /// <summary>Waits for creations and deletions under way.</summary>
    public Task SettleAsync() => _background;

    /// <inheritdoc/>
    public async Task<(TableChangeOutcome Outcome, TableDescription? Table)> CreateAsync(TableDescription asked)
    {
        await _oneAtATime.WaitAsync();
        try
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
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<(TableChangeOutcome Outcome, TableDescription? Table)> ChangeAsync(string name, Func<TableDescription, TableDescription> change)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (!catalog.TryGet(name, out var table))
                return (TableChangeOutcome.NotFound, null);
            if (table.Status != TableStatus.Active)
                return (TableChangeOutcome.Busy, table);
            var changed = await StoreAsync(change(table));
            if (changed.Status == TableStatus.Updating)
                GoOn(() => StoreAsync(changed with { Status = TableStatus.Active }));
            return (TableChangeOutcome.Done, changed);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<(TableChangeOutcome Outcome, TableDescription? Table)> DeleteAsync(string name)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (!catalog.TryGet(name, out var table))
                return (TableChangeOutcome.NotFound, null);
            if (table.Status != TableStatus.Active)
                return (TableChangeOutcome.Busy, table);
            if (table.DeletionProtection)
                return (TableChangeOutcome.Protected, table);
            var deleting = await StoreAsync(table with { Status = TableStatus.Deleting });
            GoOn(() => FinishDeletionAsync(deleting));
            return (TableChangeOutcome.Done, deleting);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

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
                await work();
            }
            catch (IOException e)
            {
                // The table stays as the system table has it; the next start finishes the step.
                LogStuck(log, e);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
    }

    private async Task FinishCreationAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await node.CreateGroupAsync(table.Group, table.Schema));
        await StoreAsync(table with { Status = TableStatus.Active });
    }

    private async Task FinishDeletionAsync(TableDescription table)
    {
        SystemTableException.ThrowUnlessDone(await node.DropGroupAsync(table.Group));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A table's creation or deletion could not be finished now; the next start finishes it.")]
    private static partial void LogStuck(ILogger logger, Exception why);
}
