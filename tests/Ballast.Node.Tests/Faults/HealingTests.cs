using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Groups;
using Ballast.Simulation.Disks;

namespace Ballast.Node.Tests.Faults;

/// <summary>A group becomes whole again by itself, whatever one of its three nodes has lost.</summary>
public sealed class HealingTests
{
    private const int Items = 40;
    private static readonly GroupId Group = new(2);

    private static readonly StorageNodeOptions Options = NodeWorld.Small with
    {
        Log = NodeWorld.Small.Log with { SegmentBytes = 256 * 1024, SegmentCountMax = 8 },
        Limits = NodeWorld.Small.Limits with { LogHeldBytesMax = 256 * 1024 },
    };

    [Fact]
    public void Data_of_one_copy_become_three()
    {
        var chance = new Chance(1);
        var disk = new SimulatedDisk(chance.Fork());
        var alone = new NodeWorld(disk, chance, Options with { Node = new NodeId(1) });
        Assert.Equal(CallOutcome.Done, alone.Create(Group, Schemas.Indexed));
        for (var i = 0; i < Items; i++)
            Assert.Equal(CallOutcome.Done, alone.RunPatiently(Group, () => Put(i)));
        alone.Close();
        var world = new FleetWorld([disk, new SimulatedDisk(chance.Fork()), new SimulatedDisk(chance.Fork())], chance, Options);
        AssertWhole(world);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_node_that_has_lost_everything_is_whole_again(int lost)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var chance = new Chance(seed);
            var disks = Written(chance, isClean: seed % 2 == 0);
            disks[lost] = new SimulatedDisk(chance.Fork());
            AssertWhole(new FleetWorld(disks, chance, Options));
        }
    }

    [Theory]
    [InlineData("group-0000000002.tree")]
    [InlineData("node")]
    [InlineData("wal-")]
    public void A_node_with_damaged_or_missing_files_is_whole_again(string name)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var chance = new Chance(seed);
            var disks = Written(chance, isClean: seed % 2 == 0);
            var disk = disks[chance.NextInt32(3)];
            foreach (var file in disk.List().Where(file => file.StartsWith(name, StringComparison.Ordinal)))
                if (seed % 3 == 0)
                    disk.Delete(file);
                else
                    Flip(disk, file, chance);
            AssertWhole(new FleetWorld(disks, chance, Options));
        }
    }

    [Fact]
    public void A_member_whose_tree_is_damaged_where_the_log_goes_on_has_no_vote_before_it_is_admitted_anew()
    {
        var options = Options with { Limits = Options.Limits with { CheckpointBytes = 1 << 20, DirtyBytesMax = 1 << 20 } };
        var damaged = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var chance = new Chance(seed);
            var disks = FleetWorld.NewDisks(chance);
            var world = new FleetWorld(disks, chance, options);
            Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
            for (var i = 0; i < 3 * Items; i++)
            {
                Assert.Equal(CallOutcome.Done, world.Run(Group, Put(i)));
                if (i == 2 * Items)
                    world.Checksums(Group);
            }
            world.RunFor(TimeSpan.FromMilliseconds(100));
            var accepted = world.Nodes[2].MemberOf(Group)!.Membership.Applicable;
            disks = [.. disks.Select(static disk => disk.Crash())];
            Flip(disks[2], "group-0000000002.tree", chance, 1);
            world = new FleetWorld(disks, chance, options);
            var member = world.Nodes[2].MemberOf(Group)?.Membership;
            damaged += member is null ? 1 : 0;
            Assert.True(member is null || member.LastSlot >= accepted, $"seed {seed}: accepted through {accepted}, and now {member}");
        }
        Assert.True(damaged > 0);
    }

    private static void Flip(SimulatedDisk disk, string file, Chance chance, int bits = 20)
    {
        using var opened = disk.Open(file);
        for (var i = 0; i < bits && opened.Length > 0; i++)
            disk.FlipBits(file, chance.NextInt32((int)opened.Length), 1);
    }

    private static SimulatedDisk[] Written(Chance chance, bool isClean)
    {
        var disks = FleetWorld.NewDisks(chance);
        var world = new FleetWorld(disks, chance, Options);
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Indexed));
        for (var i = 0; i < Items; i++)
            Assert.Equal(CallOutcome.Done, world.Run(Group, Put(i)));
        if (isClean)
            world.Close();
        return isClean ? disks : [.. disks.Select(static disk => disk.Crash())];
    }

    private static void AssertWhole(FleetWorld world)
    {
        world.RunUntil(() => IsWhole(world), "three storage replicas");
        Assert.Equal(CallOutcome.Done, world.Run(Group, Put(Items)));
        world.RunFor(TimeSpan.FromSeconds(1));
        var checksums = world.Checksums(Group);
        Assert.True(checksums[0] is not null && checksums.All(checksum => checksum == checksums[0]), $"the copies differ: {string.Join(", ", checksums)}");
        for (var i = 0; i <= Items; i++)
        {
            var read = Schemas.Read(new ModelItem("p" + i % 5, "s" + i, i));
            Assert.Equal(CallOutcome.Done, world.Run(Group, read));
            Assert.True(read.Found, $"item {i} is gone");
        }
    }

    private static bool IsWhole(FleetWorld world) => world.Nodes.All(static node =>
        node.ConfigOf(Group) is { Voters: { Length: 3 } voters } && voters.All(static voter => voter.Kind == MemberKind.Storage) && node.Find(Group) is { OutOfService: null });

    private static ItemWrite Put(int i) => Schemas.Write(WriteKind.Put, new ModelItem("p" + i % 5, "s" + i, i) { Alpha = "a" + i, PadBytes = i % 7 * 100 });
}
