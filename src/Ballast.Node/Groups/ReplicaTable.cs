using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>The replicas that a node hosts, each on one of the node's executors, and the files of their trees.</summary>
/// <remarks>Look-ups come from any thread. Changes come from recovery, and later from the node's file executor alone.</remarks>
internal sealed class ReplicaTable(ReplicaHost host, IDisk disk, PageCache cache, IReadOnlyList<Executor> executors)
{
    private readonly ConcurrentDictionary<GroupId, Replica> _replicas = new();

    public IEnumerable<Replica> All => _replicas.Values.OrderBy(static replica => replica.Group);

    public bool TryGet(GroupId group, [NotNullWhen(true)] out Replica? replica) => _replicas.TryGetValue(group, out replica);

    /// <summary>Opens the tree of a group from its file; one that was created and never got its schema is made anew by the log's record.</summary>
    public void Open(GroupId group)
    {
        var tree = BTree.Open(disk, GroupFiles.NameOf(group), cache, TreeOptions());
        if (PartitionTree.ReadSchema(tree) is not { } schema)
        {
            tree.Dispose();
            disk.Delete(GroupFiles.NameOf(group));
            disk.SyncNames();
            return;
        }
        var statistics = new PartitionStatistics();
        statistics.Read(tree.CheckpointMeta.Span);
        Add(new Replica(host, group, schema, tree, statistics, tree.CheckpointSlot, ExecutorOf(group)));
    }

    /// <summary>Makes an empty tree for a group whose creation is in the log. The schema becomes part of the tree with slot 1.</summary>
    public Replica Create(GroupId group, ReadOnlySpan<byte> schema)
    {
        var parsed = SchemaRecord.Read(schema) ?? throw new NodeFormatException("A partition's schema was written by a newer release, or is damaged.");
        var tree = BTree.Create(disk, GroupFiles.NameOf(group), cache, TreeOptions());
        var replica = new Replica(host, group, parsed, tree, new PartitionStatistics(), Slot.BeforeLog, ExecutorOf(group));
        Add(replica);
        return replica;
    }

    /// <summary>Forgets a group and deletes its file.</summary>
    public void Remove(GroupId group)
    {
        if (_replicas.TryRemove(group, out var replica))
            replica.Dispose();
        if (!disk.Exists(GroupFiles.NameOf(group)))
            return;
        disk.Delete(GroupFiles.NameOf(group));
        disk.SyncNames();
    }

    private void Add(Replica replica) => Foundation.Invariant.Holds(_replicas.TryAdd(replica.Group, replica));

    private Executor ExecutorOf(GroupId group) => executors[(int)(group.Value % (ulong)executors.Count)];

    // A record is applied whole or not begun, so the tree's bound lies one record above the replica's.
    private TreeOptions TreeOptions() => new()
    {
        CheckpointBytes = host.Limits.CheckpointBytes,
        DirtyBytesMax = host.Limits.DirtyBytesMax + host.Limits.DirtyBytesOfRecordMax,
    };
}
