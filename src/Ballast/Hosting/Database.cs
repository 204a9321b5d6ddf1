using System.Security.Cryptography;

using Ballast.AutoAdmin;
using Ballast.Configuration;
using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Router;
using Ballast.Router.Authentication;
using Ballast.Verification;

namespace Ballast.Hosting;

/// <summary>The roles of this process together: its part of the storage, the control plane and a request router.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly ProcessStorage _storage;
    private readonly TableAdministrator _tables;

    private Database(ProcessStorage storage, TableAdministrator tables, TableCatalog catalog, RequestRouter router)
    {
        _storage = storage;
        _tables = tables;
        Router = router;
        Replicas = new ReplicaPage(storage.Fleet, catalog);
    }

    public RequestRouter Router { get; }

    /// <summary>What shows that the replicas are equal.</summary>
    public ReplicaPage Replicas { get; }

    /// <summary>Ends when a storage node of this process has stopped for good, with the reason.</summary>
    public Task<Exception> Failed => _storage.Fleet.Failed;

    /// <summary>Opens everything. What keeps it from opening is a <see cref="StartException"/>.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop while it waited for other nodes.</exception>
    public static async Task<Database> OpenAsync(ServerOptions options, ILoggerFactory logs, CancellationToken stop)
    {
        var chance = new Chance(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var log = logs.CreateLogger<StorageNode>();
        ProcessStorage? storage = null;
        try
        {
            storage = options.Cluster is { } cluster
                ? await ProcessStorage.OpenNodeAsync(options, cluster, chance, log, stop)
                : ProcessStorage.OpenWhole(options, chance, log);
            var catalog = new TableCatalog();
            var tables = new TableAdministrator(storage.Fleet, catalog, TimeProvider.System, chance.Fork(), logs.CreateLogger<TableAdministrator>());
            storage.Fleet.TablesChanged += tables.Watch.Changed;
            tables.Changed += storage.Fleet.TellTablesChanged;
            await ResumeAsync(tables, options, log, stop);
            var router = RouterFactory.Create(
                storage.Fleet, catalog, tables, new RouterOptions { Keys = new AccessKeys(options.AccessKeys), Region = options.Region }, TimeProvider.System, chance.Fork(), logs.CreateLogger<RequestRouter>());
            return new Database(storage, tables, catalog, router);
        }
        catch (Exception e)
        {
            if (storage is not null)
                await storage.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException)
                throw DataDirectories.Explain(e, options.DataDirectory);
            throw;
        }
    }

    /// <summary>Finishes what is under way, and closes the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        await _tables.SettleAsync();
        await _storage.DisposeAsync();
    }

    // A node of a cluster may be the first that comes up: it waits until enough of the others are there.
    private static async Task ResumeAsync(TableAdministrator tables, ServerOptions options, ILogger log, CancellationToken stop)
    {
        while (true)
            try
            {
                await tables.ResumeAsync().WaitAsync(stop);
                return;
            }
            catch (SystemTableException e) when (options.Cluster is not null && e.IsOutOfReach)
            {
                ServerMessages.Waiting(log, e.Message);
            }
    }
}
