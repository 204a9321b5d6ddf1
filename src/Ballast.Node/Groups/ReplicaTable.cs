using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>The members of groups that a node hosts, each on one of the node's executors, and the files of their trees.</summary>
/// <remarks>
/// Look-ups come from any thread. Changes come from recovery, and later from the node's file executor alone.
/// A group whose tree cannot be opened because it is damaged is known, and has no replica; its file stays as it is.
/// </remarks>
internal sealed class ReplicaTable(NodeHost host, IDisk disk, PageCache cache, IReadOnlyList<HomeExecutor> homes)
{
    private readonly ConcurrentDictionary<GroupId, HostedMember> _members = new();

    // Guards _inOrder, which is null after each change of _members until someone asks for it.
    private readonly Lock _orderLock = new();
    private HostedMember[]? _inOrder;
    private readonly ConcurrentDictionary<GroupId, Slot> _damaged = new();
    private readonly SortedDictionary<GroupId, RecoveringReplica> _recovering = [];

    // One entry for each group that a member of this node has left, until the node stops.
    private readonly Dictionary<GroupId, ulong> _ended = [];

    // Trees that were created and have no schema: the group's record in the log, which was durable before the tree, gives them theirs.
    private readonly Dictionary<GroupId, BTree> _unborn = [];

    /// <summary>In the order of their groups. Not to be changed.</summary>
    public IReadOnlyList<HostedMember> Members
    {
        get
        {
            lock (_orderLock)
                return _inOrder ??= [.. _members.Values.OrderBy(static member => member.Group)];
        }
    }

    public IEnumerable<Replica> All => Members.OfType<Replica>();

    /// <summary>Replicas while the log is read.</summary>
    public IEnumerable<RecoveringReplica> Recovering => _recovering.Values;

    public bool TryGet(GroupId group, [NotNullWhen(true)] out Replica? replica)
    {
        replica = _members.TryGetValue(group, out var member) ? member as Replica : null;
        return replica is not null;
    }

    public bool TryGetMember(GroupId group, [NotNullWhen(true)] out HostedMember? member) => _members.TryGetValue(group, out member);

    public bool TryGetRecovering(GroupId group, [NotNullWhen(true)] out RecoveringReplica? replica) => _recovering.TryGetValue(group, out replica);

    /// <summary>Whether the group's tree is damaged, and the slot of its checkpoint; the first where not even that can be read.</summary>
    public bool IsDamaged(GroupId group, out Slot checkpoint) => _damaged.TryGetValue(group, out checkpoint);

    /// <summary>Every group that the node has, in service or not.</summary>
    public IEnumerable<GroupId> Groups => _members.Keys.Concat(_damaged.Keys).Order();

    /// <summary>Opens the tree of a group from its file. Damage costs this group its service, but of the root group it stops the start.</summary>
    public void Open(GroupId group)
    {
        BTree? tree = null;
        try
        {
            tree = BTree.Open(disk, GroupFiles.NameOf(group), cache, TreeOptions());
            Open(group, tree);
        }
        catch (Exception e) when (e is TreeCorruptException or PageCorruptException && (group != GroupId.Root || host.HasPeers))
        {
            _damaged[group] = tree?.CheckpointSlot ?? Slot.BeforeLog;
            tree?.Dispose();
            host.ReplicaLeftService(group, e);
        }
    }

    private void Open(GroupId group, BTree tree)
    {
        var statistics = new PartitionStatistics();
        var meta = CheckpointMeta.Read(tree.CheckpointMeta.Span, tree.FileName, statistics);
        host.FoundReach(meta.LogReach);
        var memory = meta.Memory ?? MemberMemory.OfOne(host.Node, tree.CheckpointSlot);
        if (PartitionTree.ReadSchema(tree) is { } schema)
            Add(new RecoveringReplica(host, group, schema, tree, statistics, new LogStart(tree.CheckpointSlot, memory.Origin, memory.Config), memory));
        else
            _unborn.Add(group, tree);
    }

    /// <summary>Makes a replica with an empty tree for a group whose creation is in the log; it is not in the table yet.</summary>
    /// <param name="group">The group.</param>
    /// <param name="birth">As the log has it.</param>
    /// <param name="start">A place in the log at or before that.</param>
    /// <exception cref="DiskFullException">No room for the tree; nothing was made.</exception>
    public RecoveringReplica Create(GroupId group, GroupBirth birth, LogPosition start)
    {
        var schema = SchemaDocument.Read(birth.Schema) ?? throw new NodeFormatException("A partition's schema was written by a newer release, or is damaged.");
        if (!_unborn.Remove(group, out var tree))
            tree = BTree.Create(disk, GroupFiles.NameOf(group), cache, TreeOptions());
        try
        {
            PartitionTree.PutSchema(tree, birth.Schema, GroupBirth.Slot);
        }
        catch (DirtyLimitException)
        {
            tree.Dispose();
            DeleteFile(group);
            throw;
        }
        var state = new LogStart(GroupBirth.Slot, birth.Origin, birth.Config);
        var incarnation = birth.Config.Find(host.Node)?.Incarnation ?? throw new NodeFormatException("A group was made here of which this node is no member.");
        var replica = new RecoveringReplica(host, group, schema, tree, new PartitionStatistics(), state, new MemberMemory(birth.Origin, birth.Origin, incarnation, birth.Config));
        replica.Found.NeedsLog(start);
        return replica;
    }

    public void Add(RecoveringReplica replica) => _recovering.Add(replica.Group, replica);

    /// <summary>The log is read: what was found becomes replicas.</summary>
    public void FinishRecovery()
    {
        foreach (var found in _recovering.Values)
            Add(new Replica(host, found, HomeOf(found.Group)));
        _recovering.Clear();
    }

    /// <summary>What was created becomes a replica.</summary>
    public Replica Settle(RecoveringReplica created)
    {
        var replica = new Replica(host, created, HomeOf(created.Group));
        Add(replica);
        return replica;
    }

    /// <summary>A tree that has come from a peer, and is in its place.</summary>
    public RecoveringReplica OpenCopy(GroupId group)
    {
        var tree = BTree.Open(disk, GroupFiles.NameOf(group), cache, TreeOptions());
        var statistics = new PartitionStatistics();
        var memory = CheckpointMeta.Read(tree.CheckpointMeta.Span, tree.FileName, statistics).Memory!;
        var schema = PartitionTree.ReadSchema(tree) ?? throw new NodeFormatException("A copied tree has no schema.");
        return new RecoveringReplica(host, group, schema, tree, statistics, new LogStart(tree.CheckpointSlot, memory.Origin, memory.Config), memory);
    }

    /// <summary>The member of the same group keeps something else from now on. From the member's executor.</summary>
    public void Replace(HostedMember member)
    {
        _members[member.Group] = member;
        ForgetOrder();
    }

    /// <summary>The epoch by which a member was admitted; 0 of a founder, which was there before.</summary>
    public ulong AdmissionOf(HostedMember member) => member.Membership.Incarnation == host.Life.Memory ? 0 : member.Membership.Incarnation;

    /// <summary>The epoch by which the newest member of a group that has ended since the node started was admitted.</summary>
    public ulong NewestEnded(GroupId group) => _ended.GetValueOrDefault(group);

    /// <summary>A member that begins with nothing but its log, in place of whatever there was.</summary>
    public LogReplica AddLogReplica(GroupId group, GroupConfig config, ulong incarnation)
    {
        Remove(group);
        var member = new LogReplica(host, group, LogReplica.Begin(group, config, incarnation), HomeOf(group));
        Add(member);
        return member;
    }

    /// <summary>A member of which the log knows, and that has no tree.</summary>
    public void AddLogReplica(GroupId group, FoundMember found) => Add(new LogReplica(host, group, found, HomeOf(group)));

    /// <summary>A tree that turned out to be damaged while the log was read. What its member promised and accepted behind that was not taken in, so there is no member.</summary>
    public void Damage(RecoveringReplica found)
    {
        _recovering.Remove(found.Group);
        _damaged[found.Group] = found.Tree.CheckpointSlot;
        found.Tree.Dispose();
        host.ReplicaLeftService(found.Group, found.OutOfService!);
    }

    /// <summary>Lets go of what was found; its file stays until the log is opened.</summary>
    public void Forget(RecoveringReplica found)
    {
        _recovering.Remove(found.Group);
        found.Tree.Dispose();
    }

    /// <summary>Deletes the file of what was let go of.</summary>
    public void RemoveFile(GroupId group) => DeleteFile(group);

    /// <summary>Forgets a group and deletes its file.</summary>
    public void Remove(GroupId group)
    {
        End(group);
        if (_recovering.Remove(group, out var recovering))
            recovering.Tree.Dispose();
        DeleteFile(group);
        _damaged.TryRemove(group, out _);
    }

    /// <summary>Ends a member of which the log does not say that it has ended: its file stays, and is not used any more.</summary>
    public void Disown(GroupId group)
    {
        End(group);
        _damaged[group] = Slot.BeforeLog;
    }

    private void End(GroupId group)
    {
        if (!_members.TryRemove(group, out var member))
            return;
        _ended[group] = Math.Max(NewestEnded(group), AdmissionOf(member));
        ForgetOrder();
        member.Dispose();
    }

    /// <summary>After the last record of the log: trees that no record gives a schema are of groups that nobody was told of.</summary>
    public void RemoveUnborn()
    {
        foreach (var (group, tree) in _unborn)
        {
            tree.Dispose();
            DeleteFile(group);
        }
        _unborn.Clear();
    }

    private void DeleteFile(GroupId group)
    {
        if (!disk.Exists(GroupFiles.NameOf(group)))
            return;
        disk.Delete(GroupFiles.NameOf(group));
        disk.SyncNames();
    }

    private void Add(HostedMember member)
    {
        Foundation.Invariant.Holds(_members.TryAdd(member.Group, member));
        ForgetOrder();
    }

    // Behind the change, so that whoever asks afterwards sees it.
    private void ForgetOrder()
    {
        lock (_orderLock)
            _inOrder = null;
    }

    private HomeExecutor HomeOf(GroupId group) => homes[(int)(group.Value % (ulong)homes.Count)];

    // A record is applied whole or not begun, so the tree's bound lies one record above the replica's.
    private TreeOptions TreeOptions() => new()
    {
        CheckpointBytes = host.Limits.CheckpointBytes,
        SnapshotBytesMax = host.Limits.SnapshotBytesMax,
        DirtyBytesMax = host.Limits.DirtyBytesMax + host.Limits.DirtyBytesOfRecordMax,
        IgnoresChecksums = host.Planted == PlantedBug.IgnoreChecksum,
    };
}
