using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Storage.Log;

using Microsoft.Extensions.Logging;

namespace Ballast.Node;

/// <summary>A storage node: one directory, one log, and the replicas of many groups.</summary>
/// <remarks>
/// Thread-safe. The log decides what happened; trees are caches of it that start from their last checkpoint. When the disk
/// fails the node stops acknowledging and says so through <see cref="Failed"/>; it never retries and hopes.
/// </remarks>
public sealed class StorageNode
{
    private readonly NodeHost _host;
    private readonly ReplicaTable _replicas;
    private readonly GroupChanges _changes;

    private StorageNode(NodeIdentity identity, NodeHost host, ReplicaTable replicas, GroupChanges changes)
    {
        Identity = identity;
        _host = host;
        _replicas = replicas;
        _changes = changes;
    }

    public NodeIdentity Identity { get; }

    /// <summary>Ends when the node can no longer be trusted to acknowledge, with the reason; never while all is well.</summary>
    public Task<Exception> Failed => _host.Failed;

    /// <summary>Opens the directory, replays the log, and serves.</summary>
    /// <exception cref="NodeFormatException">A newer release wrote the data, or it is no node's.</exception>
    /// <exception cref="LogCorruptException">The log is damaged where no crash damages it, or is shorter than it was.</exception>
    /// <exception cref="DiskFullException">There is no room for what even a start needs.</exception>
    /// <exception cref="IOException">Anything else that keeps the data from being whole; the message says what.</exception>
    public static StorageNode Open(
        IDisk disk, StorageNodeOptions options, IExecutorSource executors, TimeProvider time, Chance chance, ILogger log)
    {
        var identity = NodeIdentity.ReadOrCreate(disk, options.Node, chance);
        var serial = new Executor[options.ExecutorCount];
        for (var i = 0; i < serial.Length; i++)
            serial[i] = executors.CreateSerial($"replicas-{i}");
        var files = executors.CreateDedicated("files");
        var host = new NodeHost(options, time, files, log);
        var replicas = new ReplicaTable(host, disk, host.Cache, serial);
        var recovery = new GroupRecovery(host, replicas, disk);
        recovery.OpenTrees();
        var wal = WriteAheadLog.Open(disk, options.Log, identity.Node, executors, chance, recovery, host.LogReach);
        recovery.Finish();
        host.Start(wal, replicas);
        return new StorageNode(identity, host, replicas, new GroupChanges(host, replicas, files));
    }

    /// <summary>Whether the node has ever held anything that was acknowledged: it has groups, or its log no longer begins at the beginning.</summary>
    public bool HasHistory => _replicas.Groups.Any() || _host.Log.Oldest > LogPosition.BeforeLog;

    /// <summary>Whether the node has a replica of the group, in service or not.</summary>
    public bool Hosts(GroupId group) => _replicas.TryGet(group, out _) || _replicas.IsDamaged(group, out _);

    /// <summary>Every group that the node has, in service or not.</summary>
    public IReadOnlyList<GroupId> Groups => [.. _replicas.Groups];

    /// <summary>Runs a call on the group's replica.</summary>
    public ValueTask SubmitAsync(GroupId group, ReplicaCall call) =>
        _replicas.TryGet(group, out var replica) ? call.SubmitTo(replica) : call.Refuse(CallOutcome.Unavailable);

    /// <summary>Makes a group, durably. Doing it again is harmless.</summary>
    public Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema) => _changes.CreateAsync(group, schema);

    /// <summary>Ends a group and deletes its data, durably. Doing it again is harmless.</summary>
    public Task<CallOutcome> DropGroupAsync(GroupId group) => _changes.DropAsync(group);

    /// <summary>Counts of a group as of its last applied write; null when the node has no such group in service.</summary>
    public async Task<PartitionFigures?> DescribeGroupAsync(GroupId group)
    {
        if (!_replicas.TryGet(group, out var replica))
            return null;
        return await replica.Executor.InvokeAsync(() => replica.OutOfService is null ? PartitionFigures.Of(replica.Statistics) : null);
    }

    /// <summary>Checkpoints everything and marks the log as cleanly stopped, so that the next start has nothing to replay.</summary>
    public async Task CloseAsync()
    {
        _host.StopTicking();
        foreach (var replica in _replicas.All)
            await await replica.Executor.InvokeAsync(replica.Checkpoints.CheckpointAll);
        await _host.Log.CloseAsync();
        foreach (var replica in _replicas.All)
        {
            // What was applied meanwhile may have begun another checkpoint, which still has the tree's file in hand.
            await await replica.Executor.InvokeAsync(() =>
            {
                replica.LeaveService(new ObjectDisposedException(nameof(StorageNode)));
                return replica.Checkpoints.Ended();
            });
            await replica.Executor.InvokeAsync(() =>
            {
                replica.Dispose();
                return true;
            });
        }
    }
}
