using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A log at its bound gets room again as soon as nobody needs what it holds, whoever it was that needed it.</summary>
public sealed class FullLogTests
{
    private static readonly GroupId Damaged = new(2), Other = new(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_that_a_damaged_group_has_filled_has_room_when_the_group_is_dropped(bool restarted)
    {
        var world = Filled(out var disk);
        world.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(CallOutcome.Done, world.Drop(Damaged));
        if (restarted)
            world = new NodeWorld(disk.Crash(), new Chance(4), Longer);
        world.RunFor(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 20; i++)
            Assert.True(world.RunPatiently(Other, () => Put(i)) == CallOutcome.Done, $"write {i}");
    }

    // The group's drop is recorded before the log is quite full.
    private static NodeWorld Filled(out SimulatedDisk disk)
    {
        disk = new SimulatedDisk(new Chance(1));
        var world = new NodeWorld(disk, new Chance(2), Longer);
        Assert.Equal(CallOutcome.Done, world.Create(Damaged, Schemas.Plain));
        Assert.Equal(CallOutcome.Done, world.Create(Other, Schemas.Plain));
        for (var i = 0; i < 3; i++)
            Assert.Equal(CallOutcome.Done, world.Run(Damaged, Put(i)));
        disk = disk.Crash();
        for (long copy = 0; copy < 2; copy++)
            disk.FlipBits("group-0000000002.tree", copy * 8192 + 100, 1);
        world = new NodeWorld(disk, new Chance(3), Longer);
        for (var i = 0; i < 10; i++)
            Assert.True(world.RunPatiently(Other, () => Put(i)) == CallOutcome.Done, $"write {i}");
        // The other group has a checkpoint of everything now, and needs nothing of the log.
        world.Close();
        return new NodeWorld(disk, new Chance(5), Longer);
    }

    private static StorageNodeOptions Longer => NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentCountMax = 8 } };

    private static ItemWrite Put(int version) => Schemas.Write(WriteKind.Put, new ModelItem("p", "s", version));
}
