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

    /// <summary>Opens everything. What keeps it from opening is a <see cref="StartException"/>.</summary>
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
            throw Explain(e, options.DataDirectory);
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
        var full = Path.GetFullPath(data);
        if (File.Exists(full))
            throw new ConfigurationException($"The data directory {full} is a file. Choose a directory with --{Settings.Data}.");
        try
        {
            return DirectoryDisk.OpenDirectory(Path.Combine(full, NodeDirectory));
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
