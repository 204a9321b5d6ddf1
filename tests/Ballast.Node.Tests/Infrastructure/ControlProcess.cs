using Ballast.AutoAdmin;
using Ballast.Foundation;
using Ballast.Metadata.Tables;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The control plane in one of several processes over the same groups.</summary>
internal sealed class ControlProcess
{
    private readonly FleetWorld _world;

    public ControlProcess(FleetWorld world, ulong seed)
    {
        _world = world;
        Storage = new ProcessStorage(world.Fleet);
        Administrator = new TableAdministrator(Storage, Catalog, world.Executors.Time, new Chance(seed), NullLogger.Instance);
        world.Run(async () =>
        {
            await Administrator.ResumeAsync();
            return true;
        });
    }

    public ProcessStorage Storage { get; }
    public TableCatalog Catalog { get; } = new();
    public TableAdministrator Administrator { get; }

    public TableDescription? Find(string name) => Catalog.TryGet(name, out var table) ? table : null;

    /// <summary>Which description the catalog shows; null for none.</summary>
    public string? Shown(string name) => Find(name) is { } table ? $"{table.Name} {table.Id} v{table.Version} {table.Status} {table.Group}" : null;

    public IReadOnlyList<string?> ShownAll => [.. Catalog.Snapshot.InNameOrder.Select(table => Shown(table.Name))];

    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> BeginCreation(string name) => _world.Start(() => Administrator.CreateAsync(Description(name)));

    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> BeginDeletion(string name) => _world.Start(() => Administrator.DeleteAsync(name));

    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> BeginTagging(string name, string key) =>
        _world.Start(() => Administrator.ChangeAsync(name, table => table with { Tags = table.Tags.SetItem(key, "") }));

    public TableChangeOutcome Create(string name) => Finish(BeginCreation(name));

    public TableChangeOutcome Delete(string name) => Finish(BeginDeletion(name));

    public TableChangeOutcome Tag(string name, string key) => Finish(BeginTagging(name, key));

    public TableChangeOutcome Finish(Task<(TableChangeOutcome Outcome, TableDescription? Table)> begun) => _world.Run(() => begun).Outcome;

    public bool Refresh() => _world.Run(Administrator.RefreshAsync);

    private static TableDescription Description(string name) => new()
    {
        Name = name,
        Id = default,
        Version = 0,
        Group = default,
        Status = TableStatus.Creating,
        CreatedAt = default,
        Schema = Schemas.Plain,
        BillingMode = BillingMode.PayPerRequest,
    };
}
