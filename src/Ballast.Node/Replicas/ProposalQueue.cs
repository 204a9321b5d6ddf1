using System.Diagnostics.CodeAnalysis;

using Ballast.Node.Calls;
using Ballast.Storage.Log;

namespace Ballast.Node.Replicas;

/// <summary>The writes of one replica between proposal and apply, in slot order, and barriers among them. Owned by the replica.</summary>
/// <remarks>Bounded by the replica, which refuses new writes at <see cref="NodeLimits.ProposedWritesMax"/>.</remarks>
internal sealed class ProposalQueue
{
    private const int RecycledMax = 256;
    private readonly Queue<(ProposedWrite Write, LogPosition Start)> _queue = new();
    private readonly Stack<ProposedWrite> _free = new();

    public int Count => _queue.Count;
    public long Bytes { get; private set; }

    /// <summary>The log's end before the oldest was appended.</summary>
    public LogPosition? OldestStart => _queue.TryPeek(out var oldest) ? oldest.Start : null;

    public LogPosition? NewestEnd { get; private set; }

    public ProposedWrite Rent() => _free.TryPop(out var write) ? write : new ProposedWrite();

    public void Add(ProposedWrite write, LogPosition start)
    {
        _queue.Enqueue((write, start));
        Bytes += write.Payload.Count;
        NewestEnd = write.End;
    }

    /// <summary>Answers <paramref name="call"/> with <paramref name="outcome"/> once everything that is queued now is applied.</summary>
    public void AddBarrier(ReplicaCall call, CallOutcome outcome)
    {
        var barrier = Rent();
        barrier.Call = call;
        barrier.OutcomeWhenApplied = outcome;
        Foundation.Invariant.Holds(NewestEnd is not null);
        barrier.End = NewestEnd.Value;
        _queue.Enqueue((barrier, barrier.End));
    }

    /// <summary>Takes the oldest when the log is durable through it.</summary>
    public bool TryTake(LogPosition through, [NotNullWhen(true)] out ProposedWrite? write)
    {
        write = null;
        if (!_queue.TryPeek(out var oldest) || oldest.Write.End > through)
            return false;
        write = _queue.Dequeue().Write;
        Bytes -= write.Payload.Count;
        if (_queue.Count == 0)
            NewestEnd = null;
        return true;
    }

    public void Recycle(ProposedWrite write)
    {
        write.Clear();
        if (_free.Count < RecycledMax)
            _free.Push(write);
    }
}
