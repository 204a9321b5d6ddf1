using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;

namespace Ballast.Node.Replicas;

/// <summary>The writes of one replica between proposal and apply, in slot order, and barriers among them. Owned by the replica.</summary>
/// <remarks>Bounded by the replica, which refuses new writes at <see cref="NodeLimits.ProposedWritesMax"/>.</remarks>
internal sealed class ProposalQueue
{
    private const int RecycledMax = 256;
    private readonly Queue<ProposedWrite> _queue = new();
    private readonly Stack<ProposedWrite> _free = new();
    private (Slot Slot, Ballot Ballot) _newest;

    public int Count => _queue.Count;
    public long Bytes { get; private set; }

    /// <summary>Oldest first.</summary>
    public IEnumerable<ProposedWrite> All => _queue;

    public ProposedWrite Rent() => _free.TryPop(out var write) ? write : new ProposedWrite();

    public void Add(ProposedWrite write)
    {
        _queue.Enqueue(write);
        Bytes += write.Payload.Length;
        _newest = (write.Slot, write.Ballot);
    }

    /// <summary>Answers <paramref name="call"/> with <paramref name="outcome"/> once everything that is queued now is applied.</summary>
    public void AddBarrier(ReplicaCall call, CallOutcome outcome, long nowMilliseconds)
    {
        Invariant.Holds(_queue.Count > 0);
        var barrier = Rent();
        (barrier.Slot, barrier.Ballot) = _newest;
        barrier.IsBarrier = true;
        barrier.Call = call;
        barrier.OutcomeWhenApplied = outcome;
        barrier.SinceMilliseconds = nowMilliseconds;
        _queue.Enqueue(barrier);
    }

    /// <summary>Takes the oldest when its slot is at or before <paramref name="through"/>.</summary>
    public bool TryTake(Slot through, [NotNullWhen(true)] out ProposedWrite? write)
    {
        write = _queue.TryPeek(out var oldest) && oldest.Slot <= through ? Take() : null;
        return write is not null;
    }

    public void Recycle(ProposedWrite write)
    {
        write.Clear();
        if (_free.Count < RecycledMax)
            _free.Push(write);
    }

    private ProposedWrite Take()
    {
        var write = _queue.Dequeue();
        Bytes -= write.Payload.Length;
        return write;
    }
}
