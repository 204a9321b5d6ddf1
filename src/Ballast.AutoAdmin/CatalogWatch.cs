using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;

using Microsoft.Extensions.Logging;

namespace Ballast.AutoAdmin;

/// <summary>Keeps a catalog equal to the system table, which other processes change too.</summary>
/// <remarks>
/// Invariant: what the catalog shows of a name never goes back to an earlier state of the system table. A read of all tables
/// shows the state at some moment after it began, and what this process has stored is shown as it is answered; where it is open
/// which of two is the newer, the older stays for the moment and the system table is read again.
/// Thread-safe. One read is under way at a time, and at most one more is asked for, however many ask.
/// </remarks>
public sealed partial class CatalogWatch
{
    /// <summary>How often the root group's leader is asked whether anything has changed.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    private readonly SystemTable _system;
    private readonly TableCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    // Guards everything below but what is said to be the reader's, and the writing of the catalog.
    private readonly Lock _lock = new();
    private readonly HashSet<string> _shownSinceReadBegan = new(StringComparer.Ordinal);
    private TaskCompletionSource<bool>? _reading, _next;
    private long _readsShown;
    private ITimer? _timer;

    // The reader's, who is one at a time: through which slot the catalog is known to be whole, and whether the last read failed.
    private Slot? _wholeThrough;
    private bool _isLost;

    internal CatalogWatch(SystemTable system, TableCatalog catalog, TimeProvider time, ILogger log)
    {
        (_system, _catalog, _time, _log) = (system, catalog, time, log);
    }

    /// <summary>Ends with the result of a read that began after this call: true when it was made.</summary>
    public Task<bool> RefreshAsync()
    {
        TaskCompletionSource<bool> answer;
        lock (_lock)
        {
            if (_reading is not null)
                return (_next ??= NewAnswer()).Task;
            answer = _reading = NewAnswer();
        }
        _ = ReadForAsync(answer);
        return answer.Task;
    }

    /// <summary>Another process says that it has changed a table.</summary>
    public void Changed() => _ = RefreshAsync();

    /// <summary>The first read of all, before anybody looks into the catalog.</summary>
    internal Task ReadFirstAsync() => ReadAsync();

    internal void BeginPolling()
    {
        lock (_lock)
            _timer ??= _time.CreateTimer(static watch => ((CatalogWatch)watch!).Poll(), this, PollPeriod, PollPeriod);
    }

    /// <summary>Polls no more, and waits for the read that is under way.</summary>
    internal async Task EndAsync()
    {
        Task reading;
        lock (_lock)
        {
            _timer?.Dispose();
            reading = _reading?.Task ?? Task.CompletedTask;
        }
        await reading;
    }

    /// <summary>To be taken before the system table is asked for what <see cref="ShowAsync"/> then shows.</summary>
    internal long Mark
    {
        get
        {
            lock (_lock)
                return _readsShown;
        }
    }

    /// <summary>Shows what the system table has of one name, as it was read or stored after a mark was taken. Callers come one at a time.</summary>
    internal Task ShowAsync(string name, TableDescription? found, long mark)
    {
        lock (_lock)
            if (TryShowUnderLock(name, found, mark))
                return Task.CompletedTask;
        return RefreshAsync();
    }

    // Where another table is shown, or none, and a read of all was shown since the mark: that may have seen what came behind.
    private bool TryShowUnderLock(string name, TableDescription? found, long mark)
    {
        _shownSinceReadBegan.Add(name);
        _catalog.TryGet(name, out var known);
        if (known?.Id != found?.Id && mark != _readsShown)
            return false;
        if (found is null)
            _catalog.Remove(name);
        else if (found.Id != known?.Id || found.Version > known.Version)
            _catalog.Publish(found);
        return true;
    }

    private static TaskCompletionSource<bool> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Poll()
    {
        lock (_lock)
            if (_reading is not null)
                return;
        _ = RefreshAsync();
    }

    private async Task ReadForAsync(TaskCompletionSource<bool> first)
    {
        for (var answer = first; answer is not null;)
        {
            var isRead = await TryReadAsync();
            var answered = answer;
            lock (_lock)
                (answer, _reading, _next) = (_next, _next, null);
            answered.SetResult(isRead);
        }
    }

    private async Task<bool> TryReadAsync()
    {
        try
        {
            await ReadAsync();
            _isLost = false;
            return true;
        }
        catch (Exception e)
        {
            // Whatever it was, nobody waits for ever.
            if (!_isLost)
                LogLost(_log, e);
            _isLost = true;
            return false;
        }
    }

    // The slot is asked for first: whatever is stored behind it moves it on.
    private async Task ReadAsync()
    {
        var applied = await _system.AppliedAsync();
        if (applied == _wholeThrough)
            return;
        lock (_lock)
            _shownSinceReadBegan.Clear();
        var tables = await _system.ReadAllAsync();
        _wholeThrough = TryShowAll(tables) ? applied : null;
    }

    /// <summary>Shows a read of all; false when some of it may be older than what was shown meanwhile.</summary>
    private bool TryShowAll(List<TableDescription> read)
    {
        lock (_lock)
        {
            var isWhole = true;
            var merged = new Dictionary<string, TableDescription>(StringComparer.Ordinal);
            foreach (var table in read)
                merged[table.Name] = table;
            foreach (var name in _shownSinceReadBegan.Order(StringComparer.Ordinal))
                isWhole &= TryMergeUnderLock(merged, name);
            _catalog.PublishAll(merged.Values);
            _readsShown++;
            return isWhole;
        }
    }

    private bool TryMergeUnderLock(Dictionary<string, TableDescription> merged, string name)
    {
        var found = merged.GetValueOrDefault(name);
        if (!_catalog.TryGet(name, out var known))
            merged.Remove(name);
        else if (found?.Id != known.Id || found.Version < known.Version)
            merged[name] = known;
        return known?.Id == found?.Id;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system table cannot be read now; the tables are served as they were known last.")]
    private static partial void LogLost(ILogger logger, Exception why);
}
