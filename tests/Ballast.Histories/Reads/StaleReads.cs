using Ballast.Foundation;

namespace Ballast.Histories.Reads;

/// <summary>Eventually consistent reads of one item: each saw what was once written, not what is yet to be, and no replica goes back.</summary>
/// <remarks>
/// For items whose every write leaves a text of its own. That a replica went back is only found where the one write had completed before
/// the other began; what is older of two writes at the same time nobody knows.
/// </remarks>
public sealed class StaleReads
{
    private readonly Dictionary<string, (long Invoked, long Completed)> _writes = [];
    private readonly Dictionary<int, List<EventualRead>> _reads = [];

    /// <summary>A write that may have happened; <see cref="Recording.RecordedOperation{TOperation, TResult}.Never"/> where it is not known to have completed.</summary>
    public void Wrote(string text, long invoked, long completed) => Invariant.Holds(_writes.TryAdd(text, (invoked, completed)));

    /// <summary>Nothing, <c>null</c>, may be seen at any time: what was there in the beginning, or after a deletion.</summary>
    public void Read(int replica, EventualRead read)
    {
        if (!_reads.TryGetValue(replica, out var reads))
            _reads[replica] = reads = [];
        reads.Add(read);
    }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Violations() => [.. _reads.OrderBy(static replica => replica.Key).SelectMany(replica => Violations(replica.Key, replica.Value))];

    private IEnumerable<string> Violations(int replica, List<EventualRead> reads)
    {
        foreach (var read in reads)
            if (read.Text is { } text && (!_writes.TryGetValue(text, out var write) || write.Invoked > read.Completed))
                yield return $"replica {replica}: {read} saw what nobody had written by then";
        var newest = long.MinValue;
        var answered = new PriorityQueue<EventualRead, long>();
        foreach (var read in reads.Where(Wrote).OrderBy(static read => read.Invoked))
        {
            // Only a read that had completed before this one began has come before it.
            while (answered.TryPeek(out var earlier, out var completed) && completed < read.Invoked)
            {
                answered.Dequeue();
                newest = Math.Max(newest, _writes[earlier.Text!].Invoked);
            }
            if (_writes[read.Text!].Completed < newest)
                yield return $"replica {replica}: {read} saw what an earlier read found written over";
            answered.Enqueue(read, read.Completed);
        }
    }

    private bool Wrote(EventualRead read) => read.Text is { } text && _writes.ContainsKey(text);
}

/// <summary>What an eventually consistent read found, and when.</summary>
public readonly record struct EventualRead(long Invoked, long Completed, string? Text);
