using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Replicas;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>The replicas that a node hosts, each on one of the node's executors, and the files of their trees.</summary>
/// <remarks>
/// Look-ups come from any thread. Changes come from recovery, and later from the node's file executor alone.
/// A group whose tree cannot be opened because it is damaged is known, and has no replica; its file stays as it is.
/// </remarks>
internal sealed class ReplicaTable(NodeHost host, IDisk disk, PageCache cache, IReadOnlyList<Executor> executors)
{
    private readonly ConcurrentDictionary<GroupId, Replica> _replicas = new();
    private readonly ConcurrentDictionary<GroupId, Slot> _damaged = new();

    // Trees that were created and have no schema: the group's record in the log, which was durable before the tree, gives them theirs.
    private readonly Dictionary<GroupId, BTree> _unborn = [];

    public IEnumerable<Replica> All => _replicas.Values.OrderBy(static replica => replica.Group);

    public bool TryGet(GroupId group, [NotNullWhen(true)] out Replica? replica) => _replicas.TryGetValue(group, out replica);

    /// <summary>Whether the group's tree is damaged, and the slot of its checkpoint; the first where not even that can be read.</summary>
    public bool IsDamaged(GroupId group, out Slot checkpoint) => _damaged.TryGetValue(group, out checkpoint);

    /// <summary>Every group that the node has, in service or not.</summary>
    public IEnumerable<GroupId> Groups => _replicas.Keys.Concat(_damaged.Keys).Order();

    /// <summary>Opens the tree of a group from its file. Damage costs this group its service, but of the root group it stops the start.</summary>
    public void Open(GroupId group)
    {
        BTree? tree = null;
        try
        {
            tree = BTree.Open(disk, GroupFiles.NameOf(group), cache, TreeOptions());
            Open(group, tree);
        }
        catch (Exception e) when (e is TreeCorruptException or PageCorruptException && group != GroupId.Root)
        {
            _damaged[group] = tree?.CheckpointSlot ?? Slot.BeforeLog;
            tree?.Dispose();
            host.ReplicaLeftService(group, e);
        }
    }

    private void Open(GroupId group, BTree tree)
    {
        var statistics = new PartitionStatistics();
        host.FoundReach(CheckpointMeta.Read(tree.CheckpointMeta.Span, tree.FileName, statistics));
        if (PartitionTree.ReadSchema(tree) is { } schema)
            Add(new Replica(host, group, schema, tree, statistics, tree.CheckpointSlot, ExecutorOf(group)));
        else
            _unborn.Add(group, tree);
    }

    /// <summary>Makes a replica with an empty tree for a group whose creation is in the log; it is not in the table yet.</summary>
    /// <exception cref="DiskFullException">No room for the tree; nothing was made.</exception>
    public Replica Create(GroupId group, ReadOnlySpan<byte> schema)
    {
        var parsed = SchemaDocument.Read(schema) ?? throw new NodeFormatException("A partition's schema was written by a newer release, or is damaged.");
        if (!_unborn.Remove(group, out var tree))
            tree = BTree.Create(disk, GroupFiles.NameOf(group), cache, TreeOptions());
        return new Replica(host, group, parsed, tree, new PartitionStatistics(), Slot.BeforeLog, ExecutorOf(group));
    }

    /// <summary>Forgets a group and deletes its file.</summary>
    public void Remove(GroupId group)
    {
        if (_replicas.TryRemove(group, out var replica))
            replica.Dispose();
        DeleteFile(group);
        _damaged.TryRemove(group, out _);
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

    /// <summary>Gives up a replica that <see cref="Create"/> made and nobody has used.</summary>
    public void Discard(Replica replica)
    {
        replica.Dispose();
        DeleteFile(replica.Group);
    }

    private void DeleteFile(GroupId group)
    {
        if (!disk.Exists(GroupFiles.NameOf(group)))
            return;
        disk.Delete(GroupFiles.NameOf(group));
        disk.SyncNames();
    }

    public void Add(Replica replica) => Foundation.Invariant.Holds(_replicas.TryAdd(replica.Group, replica));

    private Executor ExecutorOf(GroupId group) => executors[(int)(group.Value % (ulong)executors.Count)];

    // A record is applied whole or not begun, so the tree's bound lies one record above the replica's.
    private TreeOptions TreeOptions() => new()
    {
        CheckpointBytes = host.Limits.CheckpointBytes,
        DirtyBytesMax = host.Limits.DirtyBytesMax + host.Limits.DirtyBytesOfRecordMax,
    };
}
