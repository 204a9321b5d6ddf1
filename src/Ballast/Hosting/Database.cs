using System.Globalization;
using System.Security.Cryptography;

using Ballast.AutoAdmin;
using Ballast.Configuration;
using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Node.Replicas;
using Ballast.Node.Groups;
using Ballast.Router;
using Ballast.Router.Authentication;
using Ballast.Storage;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;
using Ballast.Verification;

namespace Ballast.Hosting;

/// <summary>The whole system in one process: storage nodes, each in a zone and a directory of its own, the control plane and a request router.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private const int NodeCount = 3;
    private const string NodeDirectory = "node-";
    private const long CacheBytesMin = 96L << 20, CacheBytesMax = 8L << 30;
    private const int MemoryShare = 4;
    private readonly List<DirectoryDisk> _directories;
    private readonly ProcessExecutors _executors;
    private readonly StorageFleet _fleet;
    private readonly TableAdministrator _tables;

    private LocalDatabase(List<DirectoryDisk> directories, ProcessExecutors executors, StorageFleet fleet, TableAdministrator tables, RequestRouter router)
    {
        _directories = directories;
        _executors = executors;
        _fleet = fleet;
        _tables = tables;
        Router = router;
        Replicas = new ReplicaPage(fleet);
    }

    public RequestRouter Router { get; }

    /// <summary>What shows that the replicas are equal.</summary>
    public ReplicaPage Replicas { get; }

    /// <summary>Ends when the storage node has stopped for good, with the reason.</summary>
    public Task<Exception> Failed => _fleet.Failed;

    /// <summary>Opens everything. What keeps it from opening is a <see cref="StartException"/>.</summary>
    public static async Task<LocalDatabase> OpenAsync(ServerOptions options, ILoggerFactory logs)
    {
        var directories = options.InMemory ? [] : OpenDirectories(options.DataDirectory);
        var faults = logs.CreateLogger<StorageNode>();
        var executors = new ProcessExecutors((name, fault) => Stop(faults, name, fault));
        try
        {
            var chance = new Chance(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
            var fleet = OpenFleet(options, directories, executors, chance, faults);
            var catalog = new TableCatalog();
            var tables = new TableAdministrator(fleet, catalog, TimeProvider.System, chance.Fork(), logs.CreateLogger<TableAdministrator>());
            await tables.ResumeAsync();
            var router = RouterFactory.Create(
                fleet, catalog, tables, new RouterOptions { Keys = new AccessKeys(options.AccessKeys), Region = options.Region }, TimeProvider.System, chance.Fork(), logs.CreateLogger<RequestRouter>());
            return new LocalDatabase(directories, executors, fleet, tables, router);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            executors.Dispose();
            directories.ForEach(static directory => directory.Dispose());
            throw Explain(e, options.DataDirectory);
        }
    }

    /// <summary>Finishes what is under way, checkpoints, marks the log as cleanly stopped, and lets go of the directories.</summary>
    public async ValueTask DisposeAsync()
    {
        await _tables.SettleAsync();
        await _fleet.CloseAsync();
        _executors.Dispose();
        _directories.ForEach(static directory => directory.Dispose());
    }

    // In memory more copies would not outlive the first: one is enough.
    private static StorageFleet OpenFleet(ServerOptions options, List<DirectoryDisk> directories, ProcessExecutors executors, Chance chance, ILogger log)
    {
        var disks = options.InMemory ? [new MemoryDisk()] : directories.ToArray<IDisk>();
        var network = new ProcessNetwork();
        return new StorageFleet(
            FleetStart.Open(disks, (i, cluster) => StorageNode.Open(
                disks[i], NodeOptions(options, i + 1, disks.Length, cluster), executors, network, TimeProvider.System, chance.Fork(), log), log),
            TimeProvider.System);
    }

    private static List<DirectoryDisk> OpenDirectories(string data)
    {
        var directories = new List<DirectoryDisk>();
        try
        {
            for (var i = 1; i <= NodeCount; i++)
                directories.Add(OpenDirectory(data, i));
            return directories;
        }
        catch
        {
            directories.ForEach(static directory => directory.Dispose());
            throw;
        }
    }

    private static DirectoryDisk OpenDirectory(string data, int node)
    {
        var full = Path.GetFullPath(data);
        if (File.Exists(full))
            throw new ConfigurationException($"The data directory {full} is a file. Choose a directory with --{Settings.Data}.");
        try
        {
            return DirectoryDisk.OpenDirectory(Path.Combine(full, $"{NodeDirectory}{node}"));
        }
        catch (DiskInUseException)
        {
            throw new StartException(
                ExitCode.InUse, $"The data directory {full} is in use by another Ballast process. Stop that one, or choose another directory with --{Settings.Data}.");
        }
        catch (DiskFullException e)
        {
            throw Explain(e, data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The data directory {full} cannot be written: {e.Message}");
        }
    }

    private static StorageNodeOptions NodeOptions(ServerOptions options, int node, int count, Guid? cluster)
    {
        var cacheBytes = (options.CacheBytes
            ?? Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare, CacheBytesMin, CacheBytesMax)) / count;
        var onDisk = new StorageNodeOptions
        {
            Node = PlaceOf(node).Node,
            Zone = PlaceOf(node).Zone,
            Cluster = cluster,
            Peers = [.. Enumerable.Range(1, count).Where(peer => peer != node).Select(PlaceOf)],
            ExecutorCount = Environment.ProcessorCount,
            CacheBytes = cacheBytes,
            Limits = NodeLimits.ForCache(cacheBytes),
        };
        return options.InMemory ? InMemory(onDisk) : onDisk;
    }

    // Three nodes of one process stand for three zones.
    private static NodePlace PlaceOf(int node) => new(new NodeId((uint)node), new ZoneId(string.Create(CultureInfo.InvariantCulture, $"zone-{node}")));

    // Log and tree files take memory then, so both are kept short.
    private static StorageNodeOptions InMemory(StorageNodeOptions options) => options with
    {
        Log = options.Log with { RecycledSegmentsMax = 1 },
        Limits = options.Limits with { LogHeldBytesMax = 32L << 20, CheckpointBytes = Math.Min(options.Limits.CheckpointBytes, 32L << 20) },
    };

    private static StartException Explain(Exception e, string data)
    {
        var full = Path.GetFullPath(data);
        return e switch
        {
            NodeFormatException or NewerFormatException =>
                new(ExitCode.UnreadableData, $"The data in {full} cannot be opened, and are left as they are: {e.Message}"),
            LogCorruptException or LogGapException or LogMissingException or TreeCorruptException or TreeMissingException or PageCorruptException =>
                new(ExitCode.UnreadableData, $"The data in {full} are damaged, and are left as they are: {e.Message}"),
            UnauthorizedAccessException => new(ExitCode.WrongSetting, $"The data in {full} may not be read and written by this user: {e.Message}"),
            DiskFullException => new(ExitCode.DiskFailure, $"The disk of {full} is full: {e.Message}"),
            _ => new(ExitCode.DiskFailure, $"The data in {full} cannot be opened: {e.Message}"),
        };
    }

    // A work item that threw is a bug: nothing in memory can be trusted, and the log has everything that was acknowledged.
    private static void Stop(ILogger log, string executor, Exception fault)
    {
        ServerMessages.ExecutorFault(log, executor, fault);
        Environment.FailFast($"Executor {executor} failed.", fault);
    }
}
