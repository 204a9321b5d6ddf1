using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Node.Records;
using Ballast.Storage.Log;

namespace Ballast.Node.Groups;

/// <summary>Replays the node's log onto the trees of its groups when the node starts.</summary>
/// <remarks>
/// A group's records before its drop may outlive its tree: they are skipped, and the drop must follow. Anything else that
/// does not fit (a gap, a missing tree) stops the start, because it means that something acknowledged is gone.
/// </remarks>
internal sealed class GroupRecovery(ReplicaTable replicas, IDisk disk) : ILogVisitor
{
    private readonly HashSet<GroupId> _withoutTree = [];
    private LogPosition _previousEnd = LogPosition.BeforeLog;

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
        switch ((RecordType)header.Type)
        {
            case RecordType.GroupCreated:
                Created(header, payload);
                break;
            case RecordType.GroupDropped:
                Dropped(header.Group);
                break;
            case RecordType.ItemPut or RecordType.ItemDeleted:
                Replay(header, payload);
                break;
            default:
                throw new NodeFormatException($"The log holds a record of type {header.Type}, which this release does not know.");
        }
        _previousEnd = end;
    }

    /// <summary>After the last record: whatever has no tree must have been dropped.</summary>
    public void Finish()
    {
        foreach (var group in _withoutTree)
            throw new TreeMissingException(group);
    }

    private void Created(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        if (!replicas.TryGet(header.Group, out var replica))
            replica = replicas.Create(header.Group, payload);
        replica.Recover(RecordType.GroupCreated, header.Slot, payload, _previousEnd);
    }

    private void Dropped(GroupId group)
    {
        replicas.Remove(group);
        _withoutTree.Remove(group);
    }

    private void Replay(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        if (replicas.TryGet(header.Group, out var replica))
            replica.Recover((RecordType)header.Type, header.Slot, payload, _previousEnd);
        else
            _withoutTree.Add(header.Group);
    }
}
