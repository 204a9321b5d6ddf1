using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation;
using Ballast.Node.Calls;

namespace Ballast.Node.Replicas;

/// <summary>Writes that came faster than the disk takes pages: they wait their turn instead of being refused. Owned by one replica.</summary>
/// <remarks>Nothing of a waiting write has been evaluated or proposed. Bounded in number by <see cref="NodeLimits.WaitingWritesMax"/>.</remarks>
internal sealed class WaitingWrites(int countMax)
{
    private readonly Queue<(ItemWrite Call, long SinceMilliseconds)> _queue = new();
    private (ItemWrite Call, long SinceMilliseconds)? _first;
    private int _count;

    /// <summary>May be read by anyone; exact for the owner.</summary>
    public int Count
    {
        get => Volatile.Read(ref _count);
        private set => Volatile.Write(ref _count, value);
    }

    public bool TryAdd(ItemWrite call, long nowMilliseconds)
    {
        if (_queue.Count >= countMax)
            return false;
        _queue.Enqueue((call, nowMilliseconds));
        Count = _queue.Count;
        return true;
    }

    /// <summary>Gives one back that was taken and could not go on: it is the first again, and has waited as long as it has.</summary>
    public void PutBack(ItemWrite call, long sinceMilliseconds)
    {
        Invariant.Holds(_first is null);
        _first = (call, sinceMilliseconds);
        Count = _queue.Count + 1;
    }

    public bool TryTake([NotNullWhen(true)] out ItemWrite? call, out long sinceMilliseconds)
    {
        var taken = _first ?? (_queue.TryDequeue(out var oldest) ? oldest : default);
        (call, sinceMilliseconds) = taken;
        _first = null;
        Count = _queue.Count;
        return call is not null;
    }

    /// <summary>Takes the oldest when it came at or before <paramref name="milliseconds"/>.</summary>
    public bool TryTakeSince(long milliseconds, [NotNullWhen(true)] out ItemWrite? call)
    {
        call = null;
        return (_first?.SinceMilliseconds ?? (_queue.TryPeek(out var oldest) ? oldest.SinceMilliseconds : long.MaxValue)) <= milliseconds && TryTake(out call, out _);
    }
}
