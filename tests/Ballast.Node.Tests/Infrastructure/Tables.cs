using Ballast.AutoAdmin;
using Ballast.Foundation;
using Ballast.Metadata.Tables;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>The control plane on a node, as the program starts it.</summary>
internal sealed class Tables
{
    private readonly NodeWorld _world;
    private readonly TableAdministrator _administrator;

    public Tables(NodeWorld world, ILogger? log = null)
    {
        _world = world;
        _administrator = new TableAdministrator(world.Node, Catalog, world.Executors.Time, new Chance(55), log ?? NullLogger.Instance);
        world.Finish(world.Start(async () =>
        {
            await _administrator.ResumeAsync();
            return true;
        }));
    }

    public TableCatalog Catalog { get; } = new();

    public Task<(TableChangeOutcome Outcome, TableDescription? Table)> BeginCreation(string name) =>
        _world.Start(() => _administrator.CreateAsync(Description(name)));

    public TableChangeOutcome Create(string name) => _world.Finish(BeginCreation(name)).Outcome;

    public TableChangeOutcome Delete(string name) => _world.Finish(_world.Start(() => _administrator.DeleteAsync(name))).Outcome;

    public TableDescription? Find(string name) => Catalog.TryGet(name, out var table) ? table : null;

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
