using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Fleet;
using Ballast.Simulation.Disks;
using Ballast.Simulation.Executors;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>One life of several storage nodes in one process, each on a simulated disk of its own.</summary>
internal sealed class FleetWorld
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(1);
    private readonly Executor _clients;
    private readonly Func<int, Guid?, StorageNode> _open;
    private readonly StorageNode[] _nodes;
    private readonly NodePlace[] _places;

    /// <param name="disks">Of all nodes that know each other; the first is node 1.</param>
    /// <param name="chance">Of this life.</param>
    /// <param name="options">Of each node, but for who it is.</param>
    /// <param name="log">Hears what the nodes say.</param>
    /// <param name="delay">How long each message between nodes is on its way.</param>
    /// <param name="founders">So many nodes are members of what is created; 0 for all.</param>
    /// <param name="zones">Where the nodes stand; each in a zone of its own where nothing is said.</param>
    /// <param name="up">The nodes that run; all where nothing is said.</param>
    public FleetWorld(
        IReadOnlyList<SimulatedDisk> disks, Chance chance, StorageNodeOptions? options = null, ILogger? log = null, TimeSpan delay = default, int founders = 0,
        string[]? zones = null, params int[] up)
    {
        Executors = new SimulatedExecutors(chance.Fork());
        _clients = Executors.CreateSerial("clients");
        Network = new SimulatedNetwork(Executors, delay);
        NodePlace[] places = [.. disks.Select((_, i) => new NodePlace(new NodeId((uint)i + 1), new ZoneId(zones?[i] ?? $"zone-{i + 1}")))];
        _places = places;
        NodePlace[] running = up.Length == 0 ? places : [.. up.Select(node => places[node - 1])];
        SimulatedDisk[] used = [.. running.Select(place => disks[(int)place.Node.Value - 1])];
        foreach (var disk in used)
            disk.Charge = Executors.Charge;
        _open = (i, cluster) => StorageNode.Open(used[i], (options ?? NodeWorld.Small) with
        {
            Node = running[i].Node,
            Zone = running[i].Zone,
            Cluster = cluster,
            Peers = [.. places.Where(place => place != running[i])],
        }, Executors, Network, Executors.Time, chance.Fork(), log ?? NullLogger.Instance);
        _nodes = [.. FleetStart.Open(used, _open, log ?? NullLogger.Instance)];
        Fleet = new StorageFleet([.. Nodes.Take(founders > 0 ? founders : Nodes.Count)], Executors.Time);
    }

    public SimulatedExecutors Executors { get; }
    public SimulatedNetwork Network { get; }
    public IReadOnlyList<StorageNode> Nodes => _nodes;
    public StorageFleet Fleet { get; }

    /// <summary>The fleet as a process sees it that has one of the nodes, and reaches the others by the network.</summary>
    /// <param name="node">By index.</param>
    /// <param name="start">Tells one start of the process from another.</param>
    public StorageFleet ProcessOf(int node, FleetLimits? limits = null, ulong start = 0) =>
        new([Nodes[node]], [.. _places.Where((_, i) => i != node)], Network, Executors.Time, new Chance(1000 * start + (ulong)node), limits);

    public static SimulatedDisk[] NewDisks(Chance chance, int count = 3) => [.. Enumerable.Range(0, count).Select(_ => new SimulatedDisk(chance.Fork()))];

    public CallOutcome Create(GroupId group, PartitionSchema schema) => Run(() => Fleet.CreateGroupAsync(group, schema));

    public CallOutcome Run(GroupId group, ReplicaCall call) => Run(async () =>
    {
        await Fleet.SubmitAsync(group, call);
        return call.Outcome;
    });

    /// <summary>What each node's replica of a group holds.</summary>
    public IReadOnlyList<ReplicaChecksum?> Checksums(GroupId group) => [.. Nodes.Select(node => Run(() => node.ChecksumAsync(group)))];

    public void RunFor(TimeSpan duration)
    {
        Executors.RunFor(duration);
        Assert.Empty(Executors.Faults);
    }

    /// <summary>Runs until a condition holds, or fails with what is asked.</summary>
    public void RunUntil(Func<bool> condition, string what)
    {
        for (var step = 0; step < 600; step++)
        {
            if (condition())
                return;
            RunFor(TimeSpan.FromMilliseconds(100));
        }
        Assert.Fail($"not within a minute: {what}: {string.Join("\n", Fleet.LocalGroups.SelectMany(group => Nodes.Select(node => node.Describe(group))))}");
    }

    /// <summary>Runs until a condition holds, in small steps, and says how long that took.</summary>
    public TimeSpan TimeUntil(Func<bool> condition, TimeSpan limit)
    {
        var from = Executors.Time.Elapsed;
        while (!condition())
        {
            Assert.True(Executors.Time.Elapsed - from < limit, $"not within {limit}: {string.Join("\n", Fleet.LocalGroups.SelectMany(group => Nodes.Select(node => node.Describe(group))))}");
            RunFor(TimeSpan.FromMilliseconds(1));
        }
        return Executors.Time.Elapsed - from;
    }

    /// <summary>The nodes, by index, whose members may answer consistent reads of a group.</summary>
    public int[] Serving(GroupId group) => [.. Enumerable.Range(0, Nodes.Count).Where(i => Nodes[i].Find(group) is { OutOfService: null } replica && replica.Membership.MayServe(replica.Applied))];

    /// <summary>A node that was closed comes up again. The fleet does not know it.</summary>
    public void Reopen(int node) => _nodes[node] = _open(node, null);

    public void Close() => Run(async () =>
    {
        await Fleet.CloseAsync();
        return true;
    });

    public T Run<T>(Func<Task<T>> function)
    {
        var ended = Start(function);
        var result = Executors.Run(() => ended, CallLimit);
        Assert.Empty(Executors.Faults);
        return result;
    }

    /// <summary>Begins an async function inside the simulation.</summary>
    public Task<T> Start<T>(Func<Task<T>> function)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _clients.Post(async void () =>
        {
            try
            {
                ended.SetResult(await function());
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        });
        return ended.Task;
    }
}
