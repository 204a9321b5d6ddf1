using Ballast.Foundation.Identity;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>Where in the node's log the entries of a member lie that it still needs. Owned by one replica.</summary>
/// <remarks>In the order of the log; a slot that was accepted in several ballots stands in it as often.</remarks>
internal sealed class EntryPlaces
{
    private readonly Queue<(Slot Slot, LogPosition Start)> _places = new();
    private long _taken;

    /// <summary>A place before the oldest; null when nothing is needed.</summary>
    public LogPosition? Oldest => _places.TryPeek(out var oldest) ? oldest.Start : null;

    /// <summary>Notes an entry that is, or is about to be, behind <paramref name="start"/>.</summary>
    public void Add(Slot slot, LogPosition start) => _places.Enqueue((slot, start));

    /// <summary>How many were noted so far.</summary>
    public long Noted => _taken + _places.Count;

    /// <summary>Entries through a slot are not needed any more.</summary>
    public void Release(Slot through)
    {
        while (_places.TryPeek(out var oldest) && oldest.Slot <= through)
            Take();
    }

    /// <summary>What was noted as one of the first so many stands in the log again, further behind.</summary>
    public void ReleaseFirst(long noted)
    {
        while (_taken < noted)
            Take();
    }

    private void Take()
    {
        _places.Dequeue();
        _taken++;
    }
}
