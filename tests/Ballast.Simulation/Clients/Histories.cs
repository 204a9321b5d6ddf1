using Ballast.Histories.Checking;
using Ballast.Histories.Items;
using Ballast.Histories.Reads;
using Ballast.Histories.Recording;
using Ballast.Node.Calls;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Clients;

/// <summary>What all clients saw, item by item.</summary>
internal sealed class Histories(Cluster cluster)
{
    private readonly HistoryRecorder<ItemName, ItemOperation, ItemResult> _recorder = new();
    private readonly Dictionary<ItemName, List<(int Replica, EventualRead Read)>> _stale = [];
    private long _order;

    /// <summary>Operations that were begun.</summary>
    public int Begun { get; private set; }

    public int Succeeded { get; private set; }

    /// <summary>The present, behind everything that was stamped before.</summary>
    public long Stamp() => ++_order;

    public RecordedOperation<ItemOperation, ItemResult> Begin(ItemName item, int client, ItemOperation operation)
    {
        Begun++;
        if (cluster.Trace.IsRead)
            cluster.Trace.Whisper($"client {client} begins {operation} of {item} @{_order + 1}");
        return _recorder.Invoke(item, client, operation, Stamp());
    }

    public void Succeed(ItemName item, RecordedOperation<ItemOperation, ItemResult> operation, ItemResult result)
    {
        Succeeded++;
        operation.Succeed(Stamp(), result);
        if (cluster.Trace.IsRead)
            cluster.Trace.Whisper($"{item}: {operation}");
    }

    public void Fail(RecordedOperation<ItemOperation, ItemResult> operation, CallOutcome outcome)
    {
        cluster.Tally.Add($"operations refused: {outcome}");
        operation.Fail(Stamp());
    }

    public void ReadStale(ItemName item, Machine machine, int life, long began, ItemImage seen)
    {
        (Begun, Succeeded) = (Begun + 1, Succeeded + 1);
        cluster.Tally.Add("eventually consistent reads");
        if (!_stale.TryGetValue(item, out var reads))
            _stale[item] = reads = [];
        reads.Add(((int)machine.Id.Value * 1000 + life, new EventualRead(began, Stamp(), seen.Text)));
    }

    /// <exception cref="ViolationException">Something is wrong with them.</exception>
    public void Check()
    {
        var report = new LinearizabilityChecker<ItemImage, ItemOperation, ItemResult>(ItemModel.Instance, ItemImage.Absent).CheckAll(_recorder);
        if (report.Wrong.Any())
            throw new ViolationException(Checker.Linearizability, report.ToString());
        cluster.Tally.Add("histories", _recorder.Keys.Count);
        cluster.Tally.Add("histories undecided", report.Undecided.Count());
        foreach (var (item, reads) in _stale)
            CheckStale(item, reads);
    }

    private void CheckStale(ItemName item, List<(int Replica, EventualRead Read)> reads)
    {
        var check = new StaleReads();
        if (_recorder.Keys.Contains(item))
            foreach (var (text, invoked, completed) in ItemHistory.Texts(_recorder.Of(item)))
                check.Wrote(text, invoked, completed);
        foreach (var (replica, read) in reads)
            check.Read(replica, read);
        if (check.Violations() is { Count: > 0 } violations)
            throw new ViolationException(Checker.StaleReads, $"{item}: {string.Join('\n', violations)}");
    }
}
