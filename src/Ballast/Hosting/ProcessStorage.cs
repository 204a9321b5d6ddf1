using System.Globalization;

using Ballast.Configuration;
using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Transport.Connections;

namespace Ballast.Hosting;

/// <summary>What this process has of a cluster's storage: all of its nodes, or one, and then the way to the others.</summary>
internal sealed class ProcessStorage : IAsyncDisposable
{
    private const int WholeClusterNodes = 3;
    private readonly IReadOnlyList<DirectoryDisk> _directories;
    private readonly ProcessExecutors _executors;
    private readonly NodeTransport? _transport;

    private ProcessStorage(StorageFleet fleet, IReadOnlyList<DirectoryDisk> directories, ProcessExecutors executors, NodeTransport? transport)
    {
        Fleet = fleet;
        _directories = directories;
        _executors = executors;
        _transport = transport;
    }

    public StorageFleet Fleet { get; }

    /// <summary>Three nodes that stand for three zones. In memory more copies would not outlive the first: one is enough.</summary>
    public static ProcessStorage OpenWhole(ServerOptions options, Chance chance, ILogger log)
    {
        var directories = options.InMemory ? [] : DataDirectories.Open(options.DataDirectory, Enumerable.Range(1, WholeClusterNodes).Select(static node => (uint)node));
        var executors = Executors(log);
        try
        {
            var disks = options.InMemory ? [new MemoryDisk()] : directories.ToArray<IDisk>();
            NodePlace[] places = [.. Enumerable.Range(1, disks.Length).Select(PlaceOf)];
            var network = new ProcessNetwork();
            var nodes = FleetStart.Open(disks, (i, cluster) => StorageNode.Open(
                disks[i], NodeSettings.Of(options, places[i], places.Where(place => place != places[i]), places.Length, cluster),
                executors, network, TimeProvider.System, chance.Fork(), log), log);
            return new ProcessStorage(new StorageFleet(nodes, TimeProvider.System), directories, executors, null);
        }
        catch
        {
            Release(executors, directories);
            throw;
        }
    }

    /// <summary>One node of a cluster. It waits for others where its directory does not say of which.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop before it knew.</exception>
    public static async Task<ProcessStorage> OpenNodeAsync(ServerOptions options, ClusterOptions cluster, Chance chance, ILogger log, CancellationToken stop)
    {
        var directories = DataDirectories.Open(options.DataDirectory, [cluster.Self.Node.Value]);
        var executors = Executors(log);
        NodeTransport? transport = null;
        try
        {
            var security = NodeCertificates.Load(cluster);
            NodeIdentity.RefuseStrangers(directories[0]);
            var known = NodeIdentity.TryRead(directories[0])?.ClusterId;
            var network = new TransportOptions { Self = cluster.Self, Listen = cluster.Listen, Peers = cluster.Peers, Cluster = known, Security = security };
            transport = await ListenAsync(network, chance, log);
            var id = known ?? await new Joining(transport, network, TimeProvider.System, log).FindClusterAsync(stop);
            var node = StorageNode.Open(
                directories[0], NodeSettings.Of(options, cluster.Self, cluster.Peers.Select(static peer => peer.Place), 1, id), executors, transport, TimeProvider.System, chance.Fork(), log);
            var fleet = new StorageFleet([node], [.. cluster.Peers.Select(static peer => peer.Place)], transport, TimeProvider.System, chance.Fork());
            // From here on peers are heard: everyone who listens to them is there.
            transport.Begin(node.Identity.ClusterId, node.Identity.Incarnation);
            return new ProcessStorage(fleet, directories, executors, transport);
        }
        catch
        {
            if (transport is not null)
                await transport.DisposeAsync();
            Release(executors, directories);
            throw;
        }
    }

    /// <summary>Hands over, checkpoints, marks the logs as cleanly stopped, and lets go of the directories.</summary>
    public async ValueTask DisposeAsync()
    {
        await Fleet.CloseAsync();
        if (_transport is not null)
            await _transport.DisposeAsync();
        Release(_executors, _directories);
    }

    private static async Task<NodeTransport> ListenAsync(TransportOptions options, Chance chance, ILogger log)
    {
        try
        {
            return await NodeTransport.ListenAsync(options, TimeProvider.System, chance.Fork(), log);
        }
        catch (IOException e)
        {
            throw new StartException(ExitCode.InUse, $"Cannot listen for other nodes on {options.Listen}: {e.Message}");
        }
    }

    private static NodePlace PlaceOf(int node) => new(new NodeId((uint)node), new ZoneId(string.Create(CultureInfo.InvariantCulture, $"zone-{node}")));

    private static void Release(ProcessExecutors executors, IEnumerable<DirectoryDisk> directories)
    {
        executors.Dispose();
        foreach (var directory in directories)
            directory.Dispose();
    }

    private static ProcessExecutors Executors(ILogger log) => new((name, fault) =>
    {
        // A work item that threw is a bug: nothing in memory can be trusted, and the log has everything that was acknowledged.
        ServerMessages.ExecutorFault(log, name, fault);
        Environment.FailFast($"Executor {name} failed.", fault);
    });
}
