using System.Diagnostics.CodeAnalysis;

using Ballast.Node.Calls;

namespace Ballast.Node.Replicas;

/// <summary>Writes that came faster than the disk takes pages: they wait their turn instead of being refused. Owned by one replica.</summary>
/// <remarks>Nothing of a waiting write has been evaluated or proposed. Bounded in number by <see cref="NodeLimits.WaitingWritesMax"/>.</remarks>
internal sealed class WaitingWrites(int countMax)
{
    private readonly Queue<(ItemWrite Call, long SinceMilliseconds)> _queue = new();
    private int _count;

    /// <summary>May be read by anyone; exact for the owner.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryAdd(ItemWrite call, long nowMilliseconds)
    {
        if (_queue.Count >= countMax)
            return false;
        _queue.Enqueue((call, nowMilliseconds));
        Volatile.Write(ref _count, _queue.Count);
        return true;
    }

    public bool TryTake([NotNullWhen(true)] out ItemWrite? call)
    {
        call = _queue.TryDequeue(out var first) ? first.Call : null;
        Volatile.Write(ref _count, _queue.Count);
        return call is not null;
    }

    /// <summary>Takes the oldest when it came at or before <paramref name="milliseconds"/>.</summary>
    public bool TryTakeSince(long milliseconds, [NotNullWhen(true)] out ItemWrite? call)
    {
        call = null;
        return _queue.TryPeek(out var first) && first.SinceMilliseconds <= milliseconds && TryTake(out call);
    }
}
