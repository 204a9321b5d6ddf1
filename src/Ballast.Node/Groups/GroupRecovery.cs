using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Storage.Log;

namespace Ballast.Node.Groups;

/// <summary>Replays the node's log onto the trees of its groups when the node starts.</summary>
/// <remarks>
/// A group's records before its drop may outlive its tree: they are skipped, and the drop must follow. Anything else that
/// does not fit (a gap, a missing tree) stops the start, because it means that something acknowledged is gone. What cannot be
/// undone waits for <see cref="Finish"/>: until the log is opened, its last batch may be in the page cache alone.
/// </remarks>
internal sealed class GroupRecovery(NodeHost host, ReplicaTable replicas, IDisk disk) : ILogVisitor
{
    private readonly HashSet<GroupId> _withoutTree = [];
    private readonly HashSet<GroupId> _dropped = [];
    private readonly HashSet<GroupId> _forgotten = [];
    private readonly SortedDictionary<GroupId, FoundMember> _logOnly = [];
    private readonly Dictionary<GroupId, DiskFullException> _withoutRoom = [];
    private readonly RecoveryMemory _memory = new(host, replicas);
    private LogPosition _previousEnd = LogPosition.BeforeLog;

    /// <summary>Whether the log ends with the record that the node's promises were given back.</summary>
    public bool EndsWithPromisesReturned { get; private set; }

    /// <summary>Opens every tree that the directory holds.</summary>
    /// <exception cref="LogMissingException">There are trees and no log; nothing was changed.</exception>
    public void OpenTrees()
    {
        // A group's record is durable before its tree has a name, so no crash leaves a tree without a log.
        if (!WriteAheadLog.ExistsOn(disk))
            foreach (var name in disk.List())
                if (GroupFiles.TryParse(name, out _))
                    throw new LogMissingException(name);
        foreach (var name in disk.List())
            if (GroupFiles.TryParse(name, out var group))
                replicas.Open(group);
    }

    public void Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end)
    {
        EndsWithPromisesReturned = (RecordType)header.Type == RecordType.PromisesReturned;
        switch ((RecordType)header.Type)
        {
            case RecordType.GroupCreated:
                Created(header, payload);
                break;
            case RecordType.GroupDropped:
                Dropped(header.Group);
                break;
            case RecordType.PromisesReturned:
                break;
            case RecordType.NoOp or RecordType.Config or RecordType.Promised or RecordType.LogStart or RecordType.LogFloor or RecordType.ItemPut or RecordType.ItemDeleted:
                Replay(header, payload);
                break;
            default:
                throw new NodeFormatException($"The log holds a record of type {header.Type}, which this release does not know.");
        }
        _previousEnd = end;
    }

    /// <summary>After the last record, when the log is opened: whatever has no tree must have been dropped.</summary>
    public void Finish()
    {
        foreach (var group in _dropped)
            Remove(group);
        foreach (var group in _forgotten)
            replicas.RemoveFile(group);
        foreach (var group in host.HasPeers ? [] : _withoutTree)
            throw _withoutRoom.TryGetValue(group, out var full) ? full : new TreeMissingException(group);
        replicas.RemoveUnborn();
        foreach (var replica in replicas.Recovering)
        {
            replica.Settle();
            Apply(replica);
        }
        _memory.Return();
        foreach (var damaged in replicas.Recovering.Where(static replica => replica.OutOfService is not null).ToArray())
            Damage(damaged);
        replicas.FinishRecovery();
        // One whose tree was deleted, when it had left or was forgotten, is nothing any more.
        foreach (var (group, found) in _logOnly)
            if (found.IsWhole || !host.HasPeers)
                replicas.AddLogReplica(group, found);
    }

    // Whoever mends the tree needs the log. Where there are peers nobody does: the group takes the node in anew.
    private void Damage(RecoveringReplica replica)
    {
        replicas.Damage(replica);
        if (!host.HasPeers && replica.Found.NeedsLogFrom is { } start)
            host.HoldLog(replica.Group, start);
    }

    private void Created(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        // Whoever makes a group again has waited until its drop was durable.
        if (_dropped.Remove(header.Group))
            Remove(header.Group);
        if (replicas.TryGetRecovering(header.Group, out _) || replicas.IsDamaged(header.Group, out _))
            return;
        TryCreate(header.Group, GroupBirth.Read(header, payload, host.Node));
    }

    // Without room for its tree the group was not made: nobody was told that it was, and it is asked for again.
    private void TryCreate(GroupId group, GroupBirth birth)
    {
        try
        {
            replicas.Add(replicas.Create(group, birth, _previousEnd));
        }
        catch (DiskFullException e)
        {
            host.DiskIsFull(group);
            _withoutRoom[group] = e;
        }
    }

    private void Dropped(GroupId group)
    {
        _dropped.Add(group);
        _withoutTree.Remove(group);
        _logOnly.Remove(group);
    }

    private void Remove(GroupId group)
    {
        replicas.Remove(group);
        host.ReleaseLog(group);
    }

    private void Replay(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        // Admitted anew: what the member that was dropped had was deleted before this was written, so a tree is the new one's.
        if ((RecordType)header.Type == RecordType.LogStart)
            _dropped.Remove(header.Group);
        if (replicas.TryGetRecovering(header.Group, out var replica))
            Replay(replica, header, payload);
        else if (TryReplayLogOnly(header, payload))
            _withoutTree.Remove(header.Group);
        else if (!replicas.IsDamaged(header.Group, out var checkpoint))
            _withoutTree.Add(header.Group);
        else if (header.Slot > checkpoint && !host.HasPeers)
            // Whoever mends the tree needs this.
            host.HoldLog(header.Group, _previousEnd);
    }

    // What a member without a tree had before its log begins is of an earlier incarnation. Where the node's log does not reach back to that,
    // it begins with one of the later starts, and with nothing before it that is needed. But a member that got a tree needed no log before the tree's checkpoint: where
    // the tree is damaged, only what begins with the first start is all that it knew.
    private bool TryReplayLogOnly(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        var type = (RecordType)header.Type;
        if (type == RecordType.LogStart || type == RecordType.LogFloor && !_logOnly.ContainsKey(header.Group) && !replicas.IsDamaged(header.Group, out _))
            _logOnly[header.Group] = new FoundMember(header.Group, null, hasTree: false, default, 0);
        if (!_logOnly.TryGetValue(header.Group, out var found))
            return false;
        found.Take(MemberRecord.Read(header, payload, out var incarnation), incarnation, _previousEnd);
        return true;
    }

    private void Replay(RecoveringReplica replica, in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        if (replica.OutOfService is not null)
            return;
        var record = MemberRecord.Read(header, payload, out var incarnation);
        if (record.Start is not null && IsOfLater(incarnation, replica))
        {
            Forget(replica);
            TryReplayLogOnly(header, payload);
            return;
        }
        replica.Found.Take(record, incarnation, _previousEnd);
        Apply(replica);
    }

    // A member's incarnation is the epoch that admitted it; a tree of that member, or of a later one, was copied from one that knew the epoch before.
    private static bool IsOfLater(ulong incarnation, RecoveringReplica replica) =>
        incarnation != replica.Found.Incarnation && replica.State.Config.Epoch < incarnation;

    // The node was taken in anew after all that this replica is.
    private void Forget(RecoveringReplica replica)
    {
        replicas.Forget(replica);
        _forgotten.Add(replica.Group);
    }

    private void Apply(RecoveringReplica replica)
    {
        do
        {
            if (replica.State.Slot < replica.Found.ChosenThrough)
                _memory.MakeRoomFor(replica);
        }
        while (replica.TryApplyNext());
    }
}
