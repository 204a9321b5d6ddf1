using System.Security.Cryptography;

using Ballast.AutoAdmin;
using Ballast.Configuration;
using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Replicas;
using Ballast.Node.Groups;
using Ballast.Router;
using Ballast.Router.Authentication;
using Ballast.Storage;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Hosting;

/// <summary>The whole system in one process: a storage node in its directory, the control plane and a request router.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private const string NodeDirectory = "node-1";
    private const long CacheBytesMin = 64L << 20, CacheBytesMax = 8L << 30;
    private const int MemoryShare = 4;
    private readonly DirectoryDisk? _directory;
    private readonly ProcessExecutors _executors;
    private readonly StorageNode _node;
    private readonly TableAdministrator _tables;

    private LocalDatabase(DirectoryDisk? directory, ProcessExecutors executors, StorageNode node, TableAdministrator tables, RequestRouter router)
    {
        _directory = directory;
        _executors = executors;
        _node = node;
        _tables = tables;
        Router = router;
    }

    public RequestRouter Router { get; }

    /// <summary>Ends when the storage node has stopped for good, with the reason.</summary>
    public Task<Exception> Failed => _node.Failed;

    /// <summary>Opens everything. What the operator can mend is a <see cref="ConfigurationException"/> of one line.</summary>
    public static async Task<LocalDatabase> OpenAsync(ServerOptions options, ILoggerFactory logs)
    {
        var directory = options.InMemory ? null : OpenDirectory(options.DataDirectory);
        var faults = logs.CreateLogger<StorageNode>();
        var executors = new ProcessExecutors((name, fault) => Stop(faults, name, fault));
        try
        {
            var chance = new Chance(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
            var node = StorageNode.Open(
                directory ?? (IDisk)new MemoryDisk(), NodeOptions(options), executors, TimeProvider.System, chance, faults);
            var catalog = new TableCatalog();
            var tables = new TableAdministrator(node, catalog, TimeProvider.System, chance.Fork(), logs.CreateLogger<TableAdministrator>());
            await tables.ResumeAsync();
            var router = RouterFactory.Create(
                node, catalog, tables, new AccessKeys(options.AccessKeys), TimeProvider.System, chance.Fork(), logs.CreateLogger<RequestRouter>());
            return new LocalDatabase(directory, executors, node, tables, router);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            executors.Dispose();
            directory?.Dispose();
            throw new ConfigurationException(Explain(e, options.DataDirectory));
        }
    }

    /// <summary>Finishes what is under way, checkpoints, marks the log as cleanly stopped, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _tables.SettleAsync();
        await _node.CloseAsync();
        _executors.Dispose();
        _directory?.Dispose();
    }

    private static DirectoryDisk OpenDirectory(string data)
    {
        try
        {
            return DirectoryDisk.OpenDirectory(Path.Combine(data, NodeDirectory));
        }
        catch (DiskInUseException)
        {
            throw new ConfigurationException(
                $"The data directory {Path.GetFullPath(data)} is in use by another Ballast process. Stop that one, or choose another directory with --{Settings.Data}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The data directory {Path.GetFullPath(data)} cannot be written: {e.Message}");
        }
    }

    private static StorageNodeOptions NodeOptions(ServerOptions options)
    {
        var cacheBytes = options.CacheBytes
            ?? Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare, CacheBytesMin, CacheBytesMax);
        var onDisk = new StorageNodeOptions
        {
            Node = new NodeId(1),
            ExecutorCount = Environment.ProcessorCount,
            CacheBytes = cacheBytes,
            Limits = NodeLimits.ForCache(cacheBytes),
        };
        return options.InMemory ? InMemory(onDisk) : onDisk;
    }

    // Log and tree files take memory then, so both are kept short.
    private static StorageNodeOptions InMemory(StorageNodeOptions options) => options with
    {
        Log = options.Log with { RecycledSegmentsMax = 1 },
        Limits = options.Limits with { LogHeldBytesMax = 32L << 20, CheckpointBytes = Math.Min(options.Limits.CheckpointBytes, 32L << 20) },
    };

    private static string Explain(Exception e, string data) => e switch
    {
        NodeFormatException or NewerFormatException => $"The data in {Path.GetFullPath(data)} cannot be opened: {e.Message}",
        LogCorruptException or LogGapException or LogMissingException or TreeCorruptException or TreeMissingException or PageCorruptException => $"The data in {Path.GetFullPath(data)} is damaged, and is left as it is: {e.Message}",
        DiskFullException => $"The disk of {Path.GetFullPath(data)} is full: {e.Message}",
        _ => $"The data in {Path.GetFullPath(data)} cannot be opened: {e.Message}",
    };

    // A work item that threw is a bug: nothing in memory can be trusted, and the log has everything that was acknowledged.
    private static void Stop(ILogger log, string executor, Exception fault)
    {
        ServerMessages.ExecutorFault(log, executor, fault);
        Environment.FailFast($"Executor {executor} failed.", fault);
    }
}
