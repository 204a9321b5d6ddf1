using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A node whose disk is full gives its leads to nodes that have room, and is whole again when there is some.</summary>
public sealed class FullNodeTests
{
    private const int RefusedMax = 2000;
    private static readonly GroupId Group = new(3);

    [Fact]
    public void A_full_leader_hands_the_lead_over_and_writes_go_on_elsewhere()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var (disks, world) = Begin(seed);
            Assert.Equal([0], world.Serving(Group));
            disks[0].QuotaBytes = UsedBytes(disks[0]);
            var written = 0;
            while (world.Serving(Group) is not [not 0])
            {
                Assert.True(written++ < RefusedMax, $"seed {seed}: {world.Nodes[0].Describe(Group)} {world.Nodes[0].DescribeLog()}");
                world.Run(Group, Put(written));
            }
            for (var i = 0; i < 200; i++)
                Assert.Equal(CallOutcome.Done, world.Run(Group, Put(written + i)));
            Assert.All(world.Nodes, static node => Assert.False(node.Failed.IsCompleted));

            disks[0].QuotaBytes = long.MaxValue;
            world.RunUntil(() => world.Serving(Group) is [0], "the lead is back where it belongs");
            Assert.Equal(CallOutcome.Done, world.Run(Group, Put(1)));
            world.RunFor(TimeSpan.FromSeconds(5));
            var held = world.Checksums(Group);
            Assert.All(held, replica => Assert.Equal(held[0], replica));
        }
    }

    [Fact]
    public void Where_every_node_is_full_the_leader_goes_on_answering_reads()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var (disks, world) = Begin(seed);
            Assert.Equal(CallOutcome.Done, world.Run(Group, Put(1)));
            foreach (var disk in disks)
                disk.QuotaBytes = UsedBytes(disk);
            var outcome = CallOutcome.Done;
            for (var i = 0; outcome == CallOutcome.Done; i++)
            {
                Assert.True(i < RefusedMax, $"seed {seed}: nothing is refused");
                outcome = world.Run(Group, Put(i));
            }
            Assert.True(outcome is CallOutcome.StorageFull or CallOutcome.Overloaded, $"seed {seed}: {outcome}");
            // A lead that was given to a node that had room a moment ago may be on its way.
            world.RunFor(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 50; i++)
            {
                world.RunFor(TimeSpan.FromMilliseconds(100));
                Assert.True(world.Serving(Group).Length == 1, $"seed {seed}, {i}: {string.Join("\n", world.Nodes.Select(static node => node.Describe(Group) + node.DescribeLog()))}");
            }
            foreach (var disk in disks)
                disk.QuotaBytes = long.MaxValue;
            world.RunFor(TimeSpan.FromSeconds(5));
            Assert.Equal(CallOutcome.Done, world.Run(Group, Put(2)));
        }
    }

    private static (SimulatedDisk[] Disks, FleetWorld World) Begin(ulong seed)
    {
        var chance = new Chance(seed);
        var disks = FleetWorld.NewDisks(chance);
        var world = new FleetWorld(disks, chance, delay: TimeSpan.FromMilliseconds(1));
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        world.RunFor(TimeSpan.FromSeconds(2));
        return (disks, world);
    }

    private static ItemWrite Put(int version) => Schemas.Write(WriteKind.Put, new ModelItem("p", $"s{version}", version) { PadBytes = 800 });

    private static long UsedBytes(SimulatedDisk disk)
    {
        long bytes = 0;
        foreach (var name in disk.List())
            using (var file = disk.Open(name))
                bytes += file.Length;
        return bytes;
    }
}
