using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>What a member promised, accepted and learned, as it comes to light while the node's log is read.</summary>
/// <remarks>It begins with what a checkpoint remembers, or with nothing: then the record that starts the member's log comes some time.</remarks>
internal sealed class FoundMember
{
    private readonly GroupId _group;
    private readonly List<GroupEntry> _entries = [];
    private int _first;
    private LogStart? _base;
    private long _bytes;
    private readonly List<GroupEntry> _again = [];
    private Slot _beyond;

    public FoundMember(GroupId group, LogStart? found, bool hasTree, Ballot promised, ulong incarnation)
    {
        (_group, _base, HasTree, Promised, Incarnation) = (group, found, hasTree, promised, incarnation);
        Floor = ChosenThrough = found?.Slot ?? Slot.BeforeLog;
        FloorOrigin = found?.Origin ?? default;
    }

    public bool HasTree { get; private set; }
    public Ballot Promised { get; private set; }
    public ulong Incarnation { get; private set; }
    public Slot ChosenThrough { get; private set; }

    /// <summary>Where its entries lie in the log, that are behind the checkpoint.</summary>
    public EntryPlaces Places { get; } = new();

    /// <summary>Where the log is needed from; null when nothing of it is.</summary>
    public LogPosition? NeedsLogFrom { get; private set; }

    /// <summary>Whether it is known where its log begins.</summary>
    public bool IsAnchored => _base is not null;

    private Slot Floor { get; set; }
    private Ballot FloorOrigin { get; set; }
    private Slot Last => new(Floor.Value + (ulong)(_entries.Count - _first));

    /// <summary>Takes the next record of the log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="incarnation">As a record that starts a log says.</param>
    /// <param name="start">A place in the log at or before it.</param>
    public void Take(in GroupRecord record, ulong incarnation, LogPosition start)
    {
        if (record.Ballot > Promised)
            Promised = record.Ballot;
        if (record.Start is { } begins)
            Begin(begins, incarnation);
        else if (record.Entry is { } entry && !TryPut(entry, start))
            return;
        NeedsLogFrom ??= start;
        if (record.ChosenThrough > ChosenThrough)
            ChosenThrough = record.ChosenThrough;
    }

    /// <summary>The log is needed from here on, whatever else is found.</summary>
    public void NeedsLog(LogPosition start) => NeedsLogFrom ??= start;

    public bool Has(Slot slot) => slot > Floor && slot <= Last;

    public GroupEntry EntryAt(Slot slot)
    {
        Invariant.Holds(Has(slot));
        return _entries[_first + (int)(slot.Value - Floor.Value) - 1];
    }

    /// <summary>The log is durable, and this member alone decides: everything that it has accepted is chosen.</summary>
    public void ChooseAll()
    {
        if (Last > ChosenThrough)
            ChosenThrough = Last;
    }

    /// <summary>A checkpoint holds everything through a slot.</summary>
    public void Checkpointed(Slot through, LogStart state)
    {
        Places.Release(through);
        NeedsLogFrom = Places.Oldest;
        _base = state;
    }

    /// <summary>Through here it is applied; no more than so many bytes are kept for others.</summary>
    public void Applied(LogStart state, long keptBytesMax)
    {
        _base = state;
        while (Floor < state.Slot && _bytes > keptBytesMax)
            DropFirst();
    }

    /// <summary>Whether its entries go on where its tree, or its start, ends.</summary>
    public bool IsWhole => _base is { } found && found.Slot >= Floor && _beyond <= Last;

    /// <summary>What the member starts with. What is chosen and has a tree was applied before.</summary>
    public MemberState State()
    {
        Invariant.Holds(_base is not null);
        var found = _base.Value;
        if (!IsWhole)
            throw new LogGapException(_group, found.Slot < Floor ? found.Slot : Last, found.Slot < Floor ? Floor.Next : _beyond);
        var chosen = ChosenThrough < found.Slot ? found.Slot : ChosenThrough;
        return new MemberState(Incarnation, Promised, found, HasTree, chosen < Last ? chosen : Last, Floor, FloorOrigin, [.. _entries.Skip(_first)]);
    }

    // What was accepted behind the new beginning stays: it may have been chosen.
    private void Begin(LogStart start, ulong incarnation)
    {
        if (_base is { } known && start.Slot <= known.Slot && HasTree)
            return;
        (_base, HasTree, Incarnation) = (start, false, incarnation);
        _again.Clear();
        if (start.Slot < Floor)
            return;
        while (Floor < start.Slot && _first < _entries.Count)
            DropFirst();
        (Floor, FloorOrigin) = (start.Slot, start.Origin);
        Places.Release(start.Slot);
    }

    // The entries behind a start may lie before it in the node's log, and be trimmed with it: then a later start, which comes some time, has made them unnecessary.
    private bool TryPut(GroupEntry entry, LogPosition start)
    {
        if (entry.Slot <= Floor)
            return TryPutAgain(entry, start);
        if (!HasTree && _entries.Count == _first && entry.Slot > Last.Next)
            Floor = new Slot(entry.Slot.Value - 1);
        if (entry.Slot > Last.Next)
        {
            // What lies between must come: the log may begin within what was written again further behind.
            _beyond = entry.Slot > _beyond ? entry.Slot : _beyond;
            return false;
        }
        _bytes += entry.Payload.Length;
        if (entry.Slot > Last)
        {
            _entries.Add(entry);
        }
        else
        {
            var at = _first + (int)(entry.Slot.Value - Floor.Value) - 1;
            _bytes -= _entries[at].Payload.Length;
            _entries[at] = entry;
        }
        Places.Add(entry.Slot, start);
        return true;
    }

    // What lies between a start and the first entry that the log still holds was written again, behind that start.
    private bool TryPutAgain(GroupEntry entry, LogPosition start)
    {
        if (HasTree || _base is not { } begin || entry.Slot.Value != begin.Slot.Value + (ulong)_again.Count + 1)
            return false;
        _again.Add(entry);
        Places.Add(entry.Slot, start);
        if (entry.Slot < Floor)
            return true;
        _entries.RemoveRange(0, _first);
        _entries.InsertRange(0, _again);
        _bytes += _again.Sum(static known => (long)known.Payload.Length);
        (_first, Floor, FloorOrigin) = (0, begin.Slot, begin.Origin);
        _again.Clear();
        return true;
    }

    private void DropFirst()
    {
        var oldest = _entries[_first];
        _entries[_first++] = null!;
        _bytes -= oldest.Payload.Length;
        (Floor, FloorOrigin) = (oldest.Slot, oldest.Origin);
        if (_first < 1024 || _first * 2 < _entries.Count)
            return;
        _entries.RemoveRange(0, _first);
        _first = 0;
    }
}
