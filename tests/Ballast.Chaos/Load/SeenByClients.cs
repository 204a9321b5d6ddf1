using Ballast.Chaos.Clusters;
using Ballast.Histories.Items;
using Ballast.Histories.Reads;
using Ballast.Histories.Recording;

namespace Ballast.Chaos.Load;

/// <summary>What all clients saw: histories of items, eventually consistent reads, and when each table was served.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SeenByClients(RunClock clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Timeline Writes, Timeline Reads)> _served = [];
    private readonly SortedDictionary<string, long> _troubles = new(StringComparer.Ordinal);
    private readonly List<string> _refusals = [];
    private readonly Dictionary<ItemName, List<EventualRead>> _eventual = [];
    private long _acknowledged, _unknown, _reads;

    public HistoryRecorder<ItemName, ItemOperation, ItemResult> Histories { get; } = new();
    public IReadOnlyDictionary<ItemName, List<EventualRead>> EventualReads => _eventual;
    public long AcknowledgedWrites => Interlocked.Read(ref _acknowledged);
    public long UnknownWrites => Interlocked.Read(ref _unknown);
    public long ConsistentReads => Interlocked.Read(ref _reads);

    /// <summary>Answers that no call may have.</summary>
    public IReadOnlyList<string> WrongAnswers
    {
        get
        {
            lock (_lock)
                return [.. _refusals];
        }
    }

    public RecordedOperation<ItemOperation, ItemResult> Begin(ItemName item, int client, ItemOperation operation)
    {
        lock (_lock)
            return Histories.Invoke(item, client, operation, clock.Now);
    }

    public void Succeed(ItemName item, RecordedOperation<ItemOperation, ItemResult> operation, ItemResult result)
    {
        lock (_lock)
        {
            operation.Succeed(clock.Now, result);
            var served = ServedUnderLock(item.Table);
            var isWrite = operation.Operation is ItemOperation.Write;
            (isWrite ? served.Writes : served.Reads).Add(operation.Completed);
            _ = isWrite ? Interlocked.Increment(ref _acknowledged) : Interlocked.Increment(ref _reads);
        }
    }

    public void Fail(RecordedOperation<ItemOperation, ItemResult> operation)
    {
        lock (_lock)
            operation.Fail(clock.Now);
    }

    public void NeverKnow(RecordedOperation<ItemOperation, ItemResult> operation)
    {
        if (operation.Operation is ItemOperation.Write)
            Interlocked.Increment(ref _unknown);
    }

    public void ReadEventually(ItemName item, long began, ItemImage seen)
    {
        lock (_lock)
        {
            if (!_eventual.TryGetValue(item, out var reads))
                _eventual[item] = reads = [];
            reads.Add(new EventualRead(began, clock.Now, seen.Text));
        }
    }

    /// <summary>An operation, reads too, that was not answered as it was meant.</summary>
    public void HaveTrouble(string kind)
    {
        lock (_lock)
            _troubles[kind] = _troubles.GetValueOrDefault(kind) + 1;
    }

    /// <summary>How many troubles of each kind there have been.</summary>
    public IReadOnlyDictionary<string, long> Troubles()
    {
        lock (_lock)
            return new SortedDictionary<string, long>(_troubles, StringComparer.Ordinal);
    }

    public void Complain(string answer)
    {
        lock (_lock)
            _refusals.Add(answer);
    }

    /// <summary>The longest time within the window for which some table had no acknowledged write.</summary>
    public long WriteGap(long from, long to) => LongestGap(static served => served.Writes, from, to);

    /// <summary>The same of consistent reads.</summary>
    public long ReadGap(long from, long to) => LongestGap(static served => served.Reads, from, to);

    private long LongestGap(Func<(Timeline Writes, Timeline Reads), Timeline> which, long from, long to)
    {
        lock (_lock)
            return _served.Values.Select(served => which(served).LongestGap(from, to)).DefaultIfEmpty(to - from).Max();
    }

    private (Timeline Writes, Timeline Reads) ServedUnderLock(string table)
    {
        if (!_served.TryGetValue(table, out var served))
            _served[table] = served = (new Timeline(), new Timeline());
        return served;
    }
}
