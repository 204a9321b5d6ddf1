using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>The entries that a member may still be asked for: a run of slots without gaps, from behind its floor to the last one accepted.</summary>
/// <remarks>
/// Several ballots may stand in it behind what is chosen: an entry is replaced when its slot is accepted in a higher ballot. Owned by one member.
/// </remarks>
internal sealed class GroupLog(Slot floor, Ballot floorOrigin)
{
    private const int EntryBytes = 128;
    private readonly Deque _entries = new();

    /// <summary>Through here nothing is kept.</summary>
    public Slot Floor { get; private set; } = floor;

    /// <summary>The origin of the value at the floor.</summary>
    public Ballot FloorOrigin { get; private set; } = floorOrigin;

    public Slot Last => new(Floor.Value + (ulong)_entries.Count);

    /// <summary>Bytes that it keeps in memory, more or less.</summary>
    public long Bytes { get; private set; }

    public GroupEntry this[Slot slot]
    {
        get
        {
            Invariant.Holds(slot > Floor && slot <= Last);
            return _entries[(int)(slot.Value - Floor.Value - 1)];
        }
    }

    /// <summary>The origin of the value at a slot, the floor's too.</summary>
    public Ballot OriginAt(Slot slot) => slot == Floor ? FloorOrigin : this[slot].Origin;

    /// <summary>Takes an entry for the slot behind the last, or in place of one that is there.</summary>
    public void Put(GroupEntry entry)
    {
        Invariant.Holds(entry.Slot > Floor && entry.Slot <= Last.Next);
        Bytes += SizeOf(entry);
        if (entry.Slot > Last)
        {
            _entries.Add(entry);
            return;
        }
        ref var place = ref _entries[(int)(entry.Slot.Value - Floor.Value - 1)];
        Bytes -= SizeOf(place);
        place = entry;
    }

    /// <summary>The entries from <paramref name="first"/> on, at least one where there is one, and then no more than <paramref name="bytesMax"/> of payload.</summary>
    public List<GroupEntry> Read(Slot first, Slot last, long bytesMax)
    {
        var read = new List<GroupEntry>();
        long bytes = 0;
        for (var slot = first; slot <= last && slot <= Last; slot = slot.Next)
        {
            var entry = this[slot];
            bytes += entry.Payload.Length;
            if (read.Count > 0 && bytes > bytesMax)
                break;
            read.Add(entry);
        }
        return read;
    }

    /// <summary>Forgets everything through a slot, which may lie behind the last one. What was accepted behind it stays.</summary>
    public void TrimTo(Slot floor, Ballot origin)
    {
        if (floor <= Floor)
            return;
        while (Floor < floor && _entries.Count > 0)
        {
            Bytes -= SizeOf(_entries.RemoveFirst());
            Floor = Floor.Next;
        }
        (Floor, FloorOrigin) = (floor, origin);
    }

    /// <summary>Forgets entries through a slot, oldest first, as long as more than so many bytes are kept.</summary>
    public void TrimBehind(Slot last, long keptBytesMax)
    {
        while (Floor < last && Bytes > keptBytesMax)
        {
            var oldest = _entries.RemoveFirst();
            Bytes -= SizeOf(oldest);
            (Floor, FloorOrigin) = (oldest.Slot, oldest.Origin);
        }
    }

    internal void Reset(Slot floor, Ballot origin)
    {
        while (_entries.Count > 0)
            Bytes -= SizeOf(_entries.RemoveFirst());
        (Floor, FloorOrigin) = (floor, origin);
    }

    private static int SizeOf(GroupEntry entry) => EntryBytes + entry.Payload.Length;

    private sealed class Deque
    {
        private GroupEntry[] _items = new GroupEntry[16];
        private int _head;

        public int Count { get; private set; }

        public ref GroupEntry this[int index] => ref _items[(_head + index) & (_items.Length - 1)];

        public void Add(GroupEntry entry)
        {
            if (Count == _items.Length)
                Grow();
            Count++;
            this[Count - 1] = entry;
        }

        public GroupEntry RemoveFirst()
        {
            var first = this[0];
            this[0] = null!;
            _head = (_head + 1) & (_items.Length - 1);
            Count--;
            return first;
        }

        private void Grow()
        {
            var larger = new GroupEntry[_items.Length * 2];
            for (var i = 0; i < Count; i++)
                larger[i] = this[i];
            (_items, _head) = (larger, 0);
        }
    }
}
