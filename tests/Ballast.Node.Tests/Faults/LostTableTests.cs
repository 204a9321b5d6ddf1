using Ballast.AutoAdmin;
using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Node.Tests.Faults;

/// <summary>A tree that is gone when the log no longer reaches back to its beginning: the control plane knows that it should be there.</summary>
public sealed class LostTableTests
{
    [Theory]
    [InlineData("group-0000000001.tree")]
    [InlineData("group-0000000002.tree")]
    public void A_lost_tree_is_noticed_and_never_made_anew(string lost)
    {
        var disk = new SimulatedDisk(new Chance(51));
        var world = new NodeWorld(disk, new Chance(52));
        var catalog = Resume(world, out var tables);
        world.Finish(world.Start(() => tables.CreateAsync(Table())));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(catalog.TryGet("t", out var table) && table.Status == TableStatus.Active);
        // Both groups' beginnings leave the log.
        for (var i = 0; i < 300; i++)
            Assert.Equal(CallOutcome.Done, world.RunPatiently(table.Group, () => Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i % 50}", i) { PadBytes = 1500 })));
        world.Close();

        world = new NodeWorld(disk, new Chance(53));
        Assert.Equal(1, Resume(world, out _).Snapshot.Count);
        for (var i = 0; i < 100; i++)
            Assert.Equal(CallOutcome.Done, world.RunPatiently(table.Group, () => Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{i % 50}", i) { PadBytes = 1500 })));
        world.Close();

        disk.Delete(lost);
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Throws<TreeMissingException>(() => Resume(new NodeWorld(disk, new Chance(54)), out _));
    }

    private static TableCatalog Resume(NodeWorld world, out TableAdministrator tables)
    {
        var catalog = new TableCatalog();
        var administrator = tables = new TableAdministrator(world.Node, catalog, world.Executors.Time, new Chance(55), NullLogger.Instance);
        world.Finish(world.Start(async () =>
        {
            await administrator.ResumeAsync();
            return true;
        }));
        return catalog;
    }

    private static TableDescription Table() => new()
    {
        Name = "t",
        Id = default,
        Version = 0,
        Group = default,
        Status = TableStatus.Creating,
        CreatedAt = default,
        Schema = Schemas.Plain,
        BillingMode = BillingMode.PayPerRequest,
    };
}
