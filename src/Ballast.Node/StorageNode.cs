using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Fleet;
using Ballast.Node.Groups;
using Ballast.Node.Links;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Storage.Log;
using Ballast.Storage.Snapshots;

using Microsoft.Extensions.Logging;

namespace Ballast.Node;

/// <summary>A storage node: one directory, one log, and members of many groups.</summary>
/// <remarks>
/// Thread-safe. The log decides what happened; trees are caches of it that start from their last checkpoint. When the disk
/// fails the node stops acknowledging and says so through <see cref="Failed"/>; it never retries and hopes.
/// </remarks>
public sealed class StorageNode
{
    private readonly NodeHost _host;
    private readonly ReplicaTable _replicas;
    private readonly GroupChanges _changes;
    private readonly NodeTraffic _traffic;
    private bool _hasAskedBack;

    private StorageNode(NodeIdentity identity, ZoneId zone, NodeHost host, ReplicaTable replicas, GroupChanges changes, NodeTraffic traffic)
    {
        (Identity, Zone, _host, _replicas, _changes, _traffic) = (identity, zone, host, replicas, changes, traffic);
    }

    public NodeIdentity Identity { get; }

    public ZoneId Zone { get; }

    /// <summary>Ends when the node can no longer be trusted to acknowledge, with the reason; never while all is well.</summary>
    public Task<Exception> Failed => _host.Failed;

    /// <summary>Opens the directory, replays the log, and serves.</summary>
    /// <exception cref="NodeFormatException">A newer release wrote the data, or it is no node's.</exception>
    /// <exception cref="LogCorruptException">The log is damaged where no crash damages it, or is shorter than it was.</exception>
    /// <exception cref="DiskFullException">There is no room for what even a start needs.</exception>
    /// <exception cref="IOException">Anything else that keeps the data from being whole; the message says what.</exception>
    public static StorageNode Open(
        IDisk disk, StorageNodeOptions options, IExecutorSource executors, INodeNetwork network, TimeProvider time, Chance chance, ILogger log)
    {
        var identity = NodeIdentity.ReadOrCreate(disk, options.Node, options.Cluster, chance);
        var homes = new HomeExecutor[options.ExecutorCount];
        for (var i = 0; i < homes.Length; i++)
        {
            var executor = executors.CreateSerial($"replicas-{i}");
            homes[i] = new HomeExecutor(executor, new Outbox(options.Node, network, executor));
        }
        var files = executors.CreateDedicated("files");
        var host = new NodeHost(options, time, files, network, log);
        var replicas = new ReplicaTable(host, disk, host.Cache, homes);
        var recovery = new GroupRecovery(host, replicas, disk);
        CheckpointWriter.RemoveLeftovers(disk);
        recovery.OpenTrees();
        var wal = WriteAheadLog.Open(disk, options.Log, identity.Node, executors, chance, recovery, host.LogReach);
        // Nothing binds a node that is new, that has no peers, or that stopped when its promises had been given back.
        host.MakeLinks(new NodeLife(identity.Incarnation, identity.CountStart(disk)), wal.Recovery.WasNew || options.Peers.Count == 0 || wal.Recovery.StoppedCleanly && recovery.EndsWithPromisesReturned);
        recovery.Finish();
        var traffic = new NodeTraffic(host, replicas, new MemberChanges(host, replicas), new NodeCopies(host, replicas, disk, files), network);
        traffic.Listen();
        host.Start(wal, replicas);
        var node = new StorageNode(identity, options.Zone, host, replicas, new GroupChanges(host, replicas, files), traffic);
        traffic.Start(node);
        return node;
    }

    /// <summary>Whether the node has ever held anything that was acknowledged: it has groups, or its log no longer begins at the beginning.</summary>
    public bool HasHistory => _replicas.Groups.Any() || _host.Log.Oldest > LogPosition.BeforeLog;

    /// <summary>Forgets everything in a node's directory, for its memory cannot be trusted. What comes next in it is a new incarnation.</summary>
    /// <remarks>Only where others have what it had.</remarks>
    public static void Wipe(IDisk disk)
    {
        foreach (var name in disk.List())
            disk.Delete(name);
        disk.SyncNames();
    }

    /// <summary>The groups of which a directory holds trees, whatever state they are in.</summary>
    public static IEnumerable<GroupId> TreesIn(IDisk disk)
    {
        foreach (var name in disk.List())
            if (GroupFiles.TryParse(name, out var group))
                yield return group;
    }

    /// <summary>What the node knows of a group. Nothing is known of the configuration of a damaged one, which is of epoch 0.</summary>
    internal GroupSight Look(GroupId group)
    {
        if (_replicas.IsDamaged(group, out _))
            return new GroupSight(Identity.Incarnation, HasHistory, new GroupConfig(0, [new GroupVoter(Identity.Node, 0, MemberKind.Storage)]), IsUntouched: false);
        return _replicas.TryGetMember(group, out var member)
            ? new GroupSight(Identity.Incarnation, HasHistory, member.Membership.Config, member.Membership.Accepted <= GroupBirth.Slot)
            : new GroupSight(Identity.Incarnation, HasHistory, null, IsUntouched: true);
    }

    /// <summary>Whatever member of a group the node has; null where it has none.</summary>
    internal HostedMember? MemberOf(GroupId group) => _replicas.TryGetMember(group, out var member) ? member : null;

    /// <summary>Through where the node's log is durable.</summary>
    internal LogPosition LogEnd => _host.Log.DurableThrough;

    /// <summary>The oldest place in the log that any member here needs; null when none needs any.</summary>
    internal LogPosition? LogNeededFrom => _replicas.Members.Min(static member => member.NeedsLogFrom?.Value) is { } oldest ? new LogPosition(oldest) : null;

    /// <summary>For people: what the node's member of a group is doing.</summary>
    internal string Describe(GroupId group) =>
        _replicas.TryGetMember(group, out var member) ? $"{member.GetType().Name} {member.Membership} needs the log from {member.NeedsLogFrom?.ToString() ?? "nowhere"}{(member is Replica { OutOfService: { } why } ? $", out of service: {why.Message}" : "")}{(_host.Failed.IsCompleted ? ", failed" : "")}" : _replicas.IsDamaged(group, out _) ? "damaged" : "nothing";

    /// <summary>For people: where the node's log begins and ends.</summary>
    internal string DescribeLog() => $"log {_host.Log.Oldest} to {_host.Log.DurableThrough}, {_host.DescribeHeld()}";

    /// <summary>Who votes in a group, as this node knows; null where it has no member of it.</summary>
    public GroupConfig? ConfigOf(GroupId group) => _replicas.TryGetMember(group, out var member) ? member.Membership.Config : null;

    /// <summary>Whether the node has a replica of the group, in service or not.</summary>
    public bool Hosts(GroupId group) => _replicas.TryGetMember(group, out _) || _replicas.IsDamaged(group, out _);

    /// <summary>Every group that the node has, in service or not.</summary>
    public IReadOnlyList<GroupId> Groups => [.. _replicas.Groups];

    /// <summary>Raised, from any executor, when a group's replica here begins to serve.</summary>
    internal event Action<GroupId> Serving
    {
        add => _host.Serving += value;
        remove => _host.Serving -= value;
    }

    /// <summary>The replica of a group, where it has a tree.</summary>
    internal Replica? Find(GroupId group) => _replicas.TryGet(group, out var replica) ? replica : null;

    /// <summary>Makes this node's replica of a group, durably. Doing it again is harmless.</summary>
    /// <remarks>Refused by a node that was made anew since somebody counted it among the founders: it has no part in what was made with the one before.</remarks>
    public Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema, GroupConfig config) =>
        config.Has(Identity.Node, Identity.Incarnation) ? _changes.CreateAsync(group, schema, config) : Task.FromResult(CallOutcome.Unavailable);

    /// <summary>Ends a group on this node and deletes its data, durably. Doing it again is harmless.</summary>
    public Task<CallOutcome> DropGroupAsync(GroupId group) => _changes.DropAsync(group);

    /// <summary>Counts of a group as of its last applied write; null when the node has no such group in service.</summary>
    public async Task<PartitionFigures?> DescribeGroupAsync(GroupId group)
    {
        if (!_replicas.TryGet(group, out var replica))
            return null;
        return await replica.Executor.InvokeAsync(() => replica.OutOfService is null ? PartitionFigures.Of(replica.Statistics) : null);
    }

    /// <summary>What this node's replica of a group holds, at the slot of a checkpoint that is made now; null when it has none in service.</summary>
    public async Task<ReplicaChecksum?> ChecksumAsync(GroupId group)
    {
        if (!_replicas.TryGet(group, out var replica) || replica.OutOfService is not null)
            return null;
        await await replica.Executor.InvokeAsync(replica.Checkpoints.CheckpointAll);
        using var scan = await replica.Executor.InvokeAsync(() => replica.OutOfService is null ? new ReplicaScan(replica) : null);
        if (scan is null)
            return null;
        while (await replica.Executor.InvokeAsync(scan.Step))
        {
        }
        return scan.Result;
    }

    /// <summary>Does nothing more, as if the process had ended here.</summary>
    internal void Abandon()
    {
        _host.StopTicking();
        _traffic.Stop();
        _traffic.Leave();
    }

    /// <summary>Lets peers give back what this node has promised them; it promises nothing any more. A peer that does not answer is not waited for.</summary>
    /// <remarks>Before it, <see cref="HandOverAsync"/>, where peers go on.</remarks>
    public void AskPromisesBack()
    {
        _hasAskedBack = true;
        _traffic.AskPromisesBack();
    }

    /// <summary>
    /// Hands every lead of this node to a peer that holds everything, without waiting for a lease to run out. The node leads nothing from here on, but for
    /// groups that nobody else can lead.
    /// </summary>
    public Task HandOverAsync() => new HandOver(_host).RunAsync(_replicas.All);

    /// <summary>Hands the leads over to peers that go on, checkpoints everything and marks the log as cleanly stopped, so that the next start has nothing to replay.</summary>
    /// <remarks>A node whose promises were asked back before stops together with its peers, or has handed over: it does not now.</remarks>
    public async Task CloseAsync()
    {
        if (!_hasAskedBack)
        {
            await HandOverAsync();
            AskPromisesBack();
        }
        await _traffic.PromisesReturnAsync();
        _host.StopTicking();
        foreach (var replica in _replicas.All)
            await await replica.Executor.InvokeAsync(replica.Checkpoints.CheckpointAll);
        _traffic.Stop();
        await _traffic.HushAsync();
        await _host.CloseLogAsync();
        foreach (var member in _replicas.Members)
        {
            // What was applied meanwhile may have begun another checkpoint, which still has the tree's file in hand.
            if (member is Replica replica)
                await await replica.Executor.InvokeAsync(() =>
                {
                    replica.AbandonPending(new ObjectDisposedException(nameof(StorageNode)));
                    return replica.Checkpoints.Ended();
                });
            await member.Executor.InvokeAsync(() =>
            {
                member.Dispose();
                return true;
            });
        }
        _traffic.Leave();
    }
}
