using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>Groups and tables belong together after every start, whatever became of creations and deletions.</summary>
public sealed class OrphanTests
{
    private static readonly GroupId Orphan = new(3);

    [Theory]
    [InlineData(PowerCut.Before)]
    [InlineData(PowerCut.Inside)]
    public void A_group_without_a_table_is_dropped_at_the_start_and_a_crash_on_the_way_changes_nothing(PowerCut cut)
    {
        var whole = WithOrphan();
        var begun = 0;
        for (long at = 1; at <= 40; at++)
        {
            var disk = whole.Clone(new Chance((ulong)at));
            disk.CutPowerAt(at, cut);
            try
            {
                _ = new Tables(new NodeWorld(disk, new Chance(4)));
            }
            catch (PowerCutException)
            {
                begun++;
            }
            disk = disk.Crash();
            var world = new NodeWorld(disk, new Chance(5));
            var tables = new Tables(world);
            AssertTogether(world, tables, $"operation {at}");
            Assert.DoesNotContain(Orphan, world.Node.LocalGroups);
            Assert.Single(GroupAudit.ReadItems(world, tables.Find("kept")!.Group));
            Assert.DoesNotContain(disk.List(), static name => name.Contains("0003", StringComparison.Ordinal) && name.EndsWith(".tree", StringComparison.Ordinal));
        }
        Assert.True(begun > 5, $"{begun} starts cut short");
    }

    [Fact]
    public void A_group_that_the_system_table_has_not_given_out_yet_refuses_the_start_and_stays()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new NodeWorld(disk, new Chance(2));
        _ = new Tables(world);
        Assert.Equal(CallOutcome.Done, world.Create(Orphan, Schemas.Plain));
        world.Close();
        world = new NodeWorld(disk, new Chance(3));
        Assert.ThrowsAny<IOException>(() => new Tables(world));
        Assert.Contains(Orphan, world.Node.LocalGroups);
    }

    [Fact]
    public void Creations_that_find_no_room_leave_no_group_without_a_table_and_are_finished_with_room()
    {
        int refused = 0, stuck = 0;
        for (var room = 0; room < 150_000; room += 2500)
        {
            var disk = new SimulatedDisk(new Chance(1));
            var world = new NodeWorld(disk, new Chance((ulong)room));
            var tables = new Tables(world);
            world.RunFor(TimeSpan.FromSeconds(1));
            disk.QuotaBytes = UsedBytes(disk) + room;
            var outcomes = Enumerable.Range(0, 12).Select(i => tables.Create("t" + i)).ToList();
            world.RunFor(TimeSpan.FromSeconds(1));
            Assert.All(outcomes, static outcome => Assert.Contains(outcome, new[] { TableChangeOutcome.Done, TableChangeOutcome.StorageFull, TableChangeOutcome.Overloaded }));
            refused += outcomes.Contains(TableChangeOutcome.StorageFull) ? 1 : 0;
            stuck += tables.Catalog.Snapshot.InNameOrder.Any(static table => table.Status == TableStatus.Creating) ? 1 : 0;

            // The next start finds the disk as full.
            var next = disk.Clone(new Chance(3)).Crash();
            next.QuotaBytes = UsedBytes(next);
            AssertMade(new NodeWorld(next, new Chance(4)), next, outcomes);
            // This process goes on, and finds room.
            AssertMade(world, disk, outcomes, tables);
        }
        Assert.True(refused > 5 && stuck > 3, $"{refused} refused, {stuck} stuck");
    }

    private static void AssertMade(NodeWorld world, SimulatedDisk disk, List<TableChangeOutcome> outcomes, Tables? tables = null)
    {
        tables ??= new Tables(world);
        disk.QuotaBytes = long.MaxValue;
        world.RunFor(TimeSpan.FromSeconds(30));
        for (var i = 0; i < outcomes.Count; i++)
            Assert.Equal(outcomes[i] == TableChangeOutcome.Done, tables.Find("t" + i) is { Status: TableStatus.Active });
        AssertTogether(world, tables, "with room");
    }

    private static void AssertTogether(NodeWorld world, Tables tables, string when) => Assert.True(
        world.Node.LocalGroups.SequenceEqual(tables.Catalog.Snapshot.InNameOrder.Select(static table => table.Group).Prepend(GroupId.Root).Order()),
        $"{when}: the node has {string.Join(", ", world.Node.LocalGroups)}");

    // The system table gave group 3 out for a table that was deleted again.
    private static SimulatedDisk WithOrphan()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new NodeWorld(disk, new Chance(2));
        var tables = new Tables(world);
        foreach (var name in (string[])["kept", "gone"])
            Assert.Equal(TableChangeOutcome.Done, tables.Create(name));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(Orphan, tables.Find("gone")!.Group);
        Assert.Equal(TableChangeOutcome.Done, tables.Delete("gone"));
        Assert.Equal(CallOutcome.Done, world.Run(tables.Find("kept")!.Group, Schemas.Write(WriteKind.Put, new ModelItem("p", "s", 1))));
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(Orphan, world.Node.LocalGroups);
        Assert.Equal(CallOutcome.Done, world.Create(Orphan, Schemas.Plain));
        return disk.Crash();
    }

    private static long UsedBytes(SimulatedDisk disk)
    {
        long bytes = 0;
        foreach (var name in disk.List())
            using (var file = disk.Open(name))
                bytes += file.Length;
        return bytes;
    }
}
