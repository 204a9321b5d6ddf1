using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Groups;

using Microsoft.Extensions.Logging;

namespace Ballast.AutoAdmin;

/// <summary>Creates, changes and deletes tables: the system table first, then the groups, then the system table again.</summary>
/// <remarks>
/// Every process has one, over the same system table, whose conditional writes order the changes of all. Each step is durable before the next, so
/// a stop at any point leaves a table CREATING or DELETING, or settling; <see cref="ResumeAsync"/> finishes it, or whichever process sees that
/// nobody does. The catalog shows a description only after the system table has it. Within a process there is one change at a time.
/// </remarks>
public sealed partial class TableAdministrator : ITableControl
{
    /// <summary>How often a process looks for tables that nobody finishes.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    private readonly IStorage _storage;
    private readonly TableCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly Chance _chance;
    private readonly ILogger _log;
    private readonly SystemTable _system;
    private readonly TableSteps _steps;
    private readonly GroupReclaim _reclaim;
    private readonly UnfinishedTables _unfinished = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly long _start;
    private readonly ITimer _look;

    // The work that goes on after an answer; a stop waits for it. It grows under _oneAtATime.
    private Task _background = Task.CompletedTask;
    private volatile bool _isEnding;

    public TableAdministrator(IStorage storage, TableCatalog catalog, TimeProvider time, Chance chance, ILogger log)
    {
        (_storage, _catalog, _time, _chance, _log) = (storage, catalog, time, chance, log);
        _system = new SystemTable(storage);
        Watch = new CatalogWatch(_system, catalog, time, log);
        _reclaim = new GroupReclaim(storage, _system, catalog, log);
        _steps = new TableSteps(storage, _system, Watch, _reclaim);
        _start = time.GetTimestamp();
        _look = time.CreateTimer(static administrator => _ = ((TableAdministrator)administrator!).BeginLookAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What keeps the catalog as the system table is.</summary>
    public CatalogWatch Watch { get; }

    /// <summary>Raised when this process has changed a table: the others' <see cref="CatalogWatch.Changed"/> is due. It must not block.</summary>
    public event Action? Changed
    {
        add => _steps.Changed += value;
        remove => _steps.Changed -= value;
    }

    /// <summary>Reads the system table into the catalog, making it where this is a new cluster, and finishes what is unfinished, whoever began it.</summary>
    /// <exception cref="TreeMissingException">The nodes have lost the tree of the system table, or of a table that is in it.</exception>
    /// <exception cref="SystemTableException">The system table cannot be read, or is older than the groups here.</exception>
    public async Task ResumeAsync()
    {
        SystemTableException.ThrowUnlessDone(await _storage.FoundAsync(GroupId.Root, SystemTable.Schema));
        await Watch.ReadFirstAsync();
        var tables = _catalog.Snapshot.InNameOrder;
        foreach (var table in tables.Where(static table => table.IsServing))
            await CheckAsync(table);
        await _reclaim.RunAsync(Now);
        // It cannot know whether somebody is at it; who is, stops at the next store.
        foreach (var table in tables.Where(static table => table.IsUnfinished))
            await TryAsync(() => FinishAsync(table, _steps.TakeOverAsync));
        Watch.BeginPolling();
        Arm();
    }

    /// <summary>Waits for creations and deletions under way. None begins afterwards: what is unfinished is left to others, or to the next start.</summary>
    public async Task SettleAsync()
    {
        _isEnding = true;
        _look.Dispose();
        await Watch.EndAsync();
        while (_background is { IsCompleted: false } background)
            await background;
    }

    /// <inheritdoc/>
    public Task<bool> RefreshAsync() => Watch.RefreshAsync();

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> CreateAsync(TableDescription asked) => ChangeAloneAsync(async () =>
    {
        if (await _steps.ReadAsync(asked.Name) is not null)
            return (TableChangeOutcome.Exists, null);
        if (await IsFullAsync())
            return (TableChangeOutcome.TooMany, null);
        var table = asked with
        {
            Id = NewId(),
            Version = 1,
            Group = await _system.NextGroupAsync(),
            Status = TableStatus.Creating,
            CreatedAt = _time.GetUtcNow(),
        };
        if (!await _steps.TryAddAsync(table))
        {
            await _steps.ReadAsync(table.Name);
            return (TableChangeOutcome.Exists, null);
        }
        GoOn(() => FinishAsync(table, _steps.FinishAsync));
        return (TableChangeOutcome.Done, table);
    });

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> ChangeAsync(string name, Func<TableDescription, TableDescription?> change) =>
        StoreNextAsync(name, table => table.Status != TableStatus.Active
            ? (TableChangeOutcome.Busy, null)
            : change(table) is { } asked ? (TableChangeOutcome.Done, asked) : (TableChangeOutcome.Declined, null));

    /// <inheritdoc/>
    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> DeleteAsync(string name) => StoreNextAsync(name, static table =>
    {
        if (table.Status != TableStatus.Active || table.IsSettling)
            return (TableChangeOutcome.Busy, null);
        return table.DeletionProtection ? (TableChangeOutcome.Protected, null) : (TableChangeOutcome.Done, table with { Status = TableStatus.Deleting });
    });

    private TimeSpan Now => _time.GetElapsedTime(_start);

    // Several processes may each let the last one in: the quota is for the operator, nothing relies on it.
    private async Task<bool> IsFullAsync() =>
        _catalog.Snapshot.Count >= ITableControl.TablesMax && await Watch.RefreshAsync() && _catalog.Snapshot.Count >= ITableControl.TablesMax;

    /// <summary>Stores what is decided on the newest description, and decides anew where another process was faster.</summary>
    private Task<(TableChangeOutcome Outcome, TableDescription? Table)> StoreNextAsync(
        string name, Func<TableDescription, (TableChangeOutcome Outcome, TableDescription? Asked)> decide) => ChangeAloneAsync(async () =>
    {
        TableDescription? table = null;
        for (var attempt = 0; attempt < TableSteps.TriesMax; attempt++)
        {
            table = await _steps.ReadAsync(name);
            if (table is null)
                return (TableChangeOutcome.NotFound, null);
            var (outcome, asked) = decide(table);
            if (asked is null)
                return (outcome, table);
            if (await _steps.TryStoreAsync(table, asked) is not { } stored)
                continue;
            if (stored.IsUnfinished)
                GoOn(() => FinishAsync(stored, _steps.FinishAsync));
            return (TableChangeOutcome.Done, stored);
        }
        return (TableChangeOutcome.Busy, table);
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
            LogRefused(_log, e);
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
        // One that another process deletes meanwhile is DELETING before its group goes.
        if (!await _storage.MayHostAsync(table.Group) && await _steps.ReadAsync(table.Name) is { IsServing: true } still && still.Group == table.Group)
            throw new TreeMissingException(table.Group);
        if (await _storage.DescribeGroupAsync(table.Group) is null)
            LogOutOfService(_log, table.Name, table.Group.Value);
    }

    private void Arm()
    {
        if (!_isEnding)
            _look.Change(LookPeriod, Timeout.InfiniteTimeSpan);
    }

    private async Task BeginLookAsync()
    {
        await _oneAtATime.WaitAsync();
        try
        {
            GoOn(LookAsync);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // In its turn, so that what this process has begun before is finished, or has failed. The next look comes behind what this one begins.
    private Task LookAsync()
    {
        foreach (var table in _unfinished.Look(_catalog.Snapshot.InNameOrder, Now))
            GoOn(() => _isEnding ? Task.CompletedTask : FinishAsync(table, _steps.TakeOverAsync));
        if (_reclaim.IsDue(Now))
            GoOn(() => _isEnding ? Task.CompletedTask : _reclaim.RunAsync(Now));
        GoOn(() =>
        {
            Arm();
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    // What fails here is tried again here, and soon: nobody else is at it.
    private async Task FinishAsync(TableDescription table, Func<TableDescription, Task> step)
    {
        try
        {
            await step(table);
        }
        catch (IOException)
        {
            _unfinished.Hasten(table.Id);
            throw;
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
                await TryAsync(work);
            }
            finally
            {
                _oneAtATime.Release();
            }
        }
    }

    // The table stays as the system table has it, until somebody takes over what is left.
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException e)
        {
            LogStuck(_log, e);
        }
    }

    private Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _chance.Fill(bytes);
        bytes[7] = (byte)(bytes[7] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A step of a table's creation, change or deletion could not be carried out now. It is tried again, by this process or by another.")]
    private static partial void LogStuck(ILogger logger, Exception why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A table could not be changed.")]
    private static partial void LogRefused(ILogger logger, Exception why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The table {Table} (group {Group}) does not serve now: no replica of it that can be reached is in service.")]
    private static partial void LogOutOfService(ILogger logger, string table, ulong group);
}
