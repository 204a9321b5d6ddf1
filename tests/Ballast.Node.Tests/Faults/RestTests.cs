using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Messages;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;

namespace Ballast.Node.Tests.Faults;

/// <summary>Groups in which nothing happens rest: they cost nothing, answer reads, and wake when anything moves.</summary>
public sealed class RestTests
{
    private static readonly StorageNodeOptions Options = NodeWorld.Small with { Log = NodeWorld.Small.Log with { SegmentBytes = 256 * 1024 } };
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Delay = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Idle_groups_cost_what_one_costs(int count)
    {
        var world = NewWorld(1, count, out var groups);
        RunUntilAtRest(world, groups);
        var (steps, messages) = (world.Executors.StepCount, world.Network.GroupMessages);
        world.RunFor(10 * Second);
        Assert.Equal(messages, world.Network.GroupMessages);
        // Of the nodes: heartbeats, and a look at their copies.
        Assert.True(world.Executors.StepCount - steps < 1000, $"{world.Executors.StepCount - steps} steps for {count} groups");
    }

    [Fact]
    public void Groups_at_rest_answer_reads_of_both_kinds_and_wake_for_writes()
    {
        var world = NewWorld(2, 6, out var groups);
        RunUntilAtRest(world, groups);
        for (var i = 0; i < 100; i++)
        {
            world.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.All(groups, group => Assert.Single(world.Serving(group)));
        }
        Assert.All(groups, group => Assert.True(IsAtRest(world, group)));
        foreach (var group in groups)
            foreach (var node in world.Nodes)
                Assert.Equal(CallOutcome.Done, ReadStale(world, node, group));
        foreach (var group in groups)
            Assert.Equal(CallOutcome.Done, world.Run(group, Put(1)));
        Assert.All(groups, group => Assert.False(IsAtRest(world, group)));
        RunUntilAtRest(world, groups);
        foreach (var group in groups)
            Assert.Single(world.Checksums(group).Distinct());
    }

    [Fact]
    public void A_follower_at_rest_answers_no_stale_read_when_the_leaders_node_is_silent()
    {
        var world = NewWorld(3, 1, out var groups);
        RunUntilAtRest(world, groups);
        var lost = new[] { Leader(world, groups[0]) + 1, Follower(world, groups[0]) + 1 };
        world.Network.Loses = message => lost.Contains((int)message.From.Value) && lost.Contains((int)message.To.Value);
        world.RunFor(2 * Second);
        Assert.Equal(CallOutcome.Done, ReadStale(world, world.Nodes[lost[1] - 1], groups[0]));
        world.Network.Loses = message => message.From.Value == lost[1] || message.To.Value == lost[1];
        world.RunFor(6 * Second);
        Assert.Equal(CallOutcome.NotLeader, ReadStale(world, world.Nodes[lost[1] - 1], groups[0]));
    }

    [Fact]
    public void A_leaders_node_that_is_gone_is_missed_by_groups_at_rest()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var world = NewWorld(seed, 9, out var groups);
            RunUntilAtRest(world, groups);
            world.Network.Loses = static message => message.From.Value == 1 || message.To.Value == 1;
            var taken = world.TimeUntil(() => groups.All(group => world.Serving(group) is [not 0]), 10 * Second);
            Assert.True(taken < 4 * Second, $"{taken}");
            foreach (var group in groups)
                Assert.Equal(CallOutcome.Done, world.Run(group, Put(2)));
        }
    }

    [Fact]
    public void A_leader_that_is_gone_without_a_word_is_missed_by_groups_at_rest()
    {
        var world = NewWorld(4, 3, out var groups);
        RunUntilAtRest(world, groups);
        var (group, leader) = (groups[0], Leader(world, groups[0]));
        // Its node lives on, and says nothing of it.
        world.Network.Loses = message => message is GroupMessages said && said.From == world.Nodes[leader].Identity.Node && said.Messages.Any(one => one.Group == group);
        world.Run(() => world.Nodes[leader].DropGroupAsync(group));
        var taken = world.TimeUntil(() => world.Serving(group) is [var node] && node != leader, 20 * Second);
        Assert.True(taken < 10 * Second, $"{taken}");
        RunUntilAtRest(world, groups[1..]);
    }

    [Fact]
    public void A_leader_whose_tree_breaks_tells_its_followers_at_rest()
    {
        var world = NewWorld(8, 1, out var groups, options: Options with { Limits = Options.Limits with { RestRollPeriod = TimeSpan.FromHours(1) } });
        RunUntilAtRest(world, groups);
        var leader = Leader(world, groups[0]);
        var replica = world.Nodes[leader].Find(groups[0])!;
        replica.Executor.Post(() => replica.LeaveService(new PageCorruptException("tree", 1, "a test")));
        var taken = world.TimeUntil(() => world.Serving(groups[0]) is [var node] && node != leader, 20 * Second);
        Assert.True(taken < 4 * Second, $"{taken}");
    }

    [Fact]
    public void A_follower_that_is_gone_without_a_word_is_missed_by_its_leader_at_rest()
    {
        var world = NewWorld(5, 2, out var groups);
        RunUntilAtRest(world, groups);
        var follower = Follower(world, groups[0]);
        world.Run(() => world.Nodes[follower].DropGroupAsync(groups[0]));
        // Healed, and at rest again.
        world.TimeUntil(() => world.Nodes[follower].Find(groups[0]) is { OutOfService: null }, 20 * Second);
        RunUntilAtRest(world, groups);
        Assert.Equal(CallOutcome.Done, world.Run(groups[0], Put(3)));
    }

    [Fact]
    public void A_group_that_has_lost_a_node_does_not_rest_and_rests_again_when_it_is_back()
    {
        var world = NewWorld(6, 3, out var groups);
        RunUntilAtRest(world, groups);
        world.Network.Loses = static message => message.From.Value == 3 || message.To.Value == 3;
        world.TimeUntil(() => groups.All(group => world.Serving(group) is [not 2]), 10 * Second);
        world.RunFor(5 * Second);
        Assert.All(groups, group => Assert.False(world.Nodes[Leader(world, group)].Find(group)!.Membership.RestsUndisturbed(world.Executors.Time.Elapsed)));
        world.Network.Loses = static _ => false;
        RunUntilAtRest(world, groups);
    }

    [Fact]
    public void A_disk_that_hangs_wakes_the_leaders_at_rest_on_its_node()
    {
        var disks = FleetWorld.NewDisks(new Chance(7));
        var world = NewWorld(7, 6, out var groups, disks);
        RunUntilAtRest(world, groups);
        var leader = Leader(world, groups[0]);
        disks[leader].SyncDuration = 5 * Second;
        world.Start(async () =>
        {
            var call = Put(4);
            await world.Fleet.SubmitAsync(groups[0], call);
            return call.Outcome;
        });
        var taken = world.TimeUntil(() => groups.All(group => world.Serving(group) is [var node] && node != leader), 10 * Second);
        Assert.True(taken < Second, $"{taken}");
    }

    [Fact]
    public void Late_and_doubled_messages_put_nobody_to_rest_wrongly()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            var chance = new Chance(seed);
            var world = NewWorld(seed, 4, out var groups);
            var kept = new List<NodeMessage>();
            var isAgain = false;
            // Now and then a message of a leader that rests comes once more, much later.
            world.Network.Loses = message =>
            {
                if (!isAgain && message is GroupMessages said && said.Messages.Any(static one => one is Append { Rests: true }))
                    kept.Add(message);
                return false;
            };
            for (var i = 0; i < 60; i++)
            {
                world.RunFor(TimeSpan.FromMilliseconds(chance.NextInt32(1500)));
                isAgain = true;
                if (kept.Count > 0)
                    world.Network.Send(kept[chance.NextInt32(kept.Count)]);
                isAgain = false;
                var group = groups[chance.NextInt32(groups.Length)];
                Assert.Equal(CallOutcome.Done, world.Run(group, Put(i)));
            }
            Assert.NotEmpty(kept);
            RunUntilAtRest(world, groups);
            foreach (var group in groups)
                Assert.Single(world.Checksums(group).Distinct());
        }
    }

    private static FleetWorld NewWorld(ulong seed, int count, out GroupId[] groups, SimulatedDisk[]? disks = null, StorageNodeOptions? options = null)
    {
        var chance = new Chance(seed);
        var world = new FleetWorld(disks ?? FleetWorld.NewDisks(chance), chance, options ?? Options, delay: Delay);
        groups = [.. Enumerable.Range(2, count).Select(static id => new GroupId((ulong)id))];
        foreach (var group in groups)
        {
            Assert.Equal(CallOutcome.Done, world.Create(group, Schemas.Plain));
            Assert.Equal(CallOutcome.Done, world.Run(group, Put(0)));
        }
        return world;
    }

    private static void RunUntilAtRest(FleetWorld world, GroupId[] groups) => world.RunUntil(() => groups.All(group => IsAtRest(world, group)), "rest");

    private static bool IsAtRest(FleetWorld world, GroupId group) => world.Nodes.All(node => node.Find(group) is { OutOfService: null } replica && !replica.NeedsBeat(world.Executors.Time.Elapsed));

    private static int Leader(FleetWorld world, GroupId group) => Assert.Single(world.Serving(group));

    private static int Follower(FleetWorld world, GroupId group) => (Leader(world, group) + 1) % 3;

    private static CallOutcome ReadStale(FleetWorld world, StorageNode node, GroupId group)
    {
        var read = Schemas.Read(new ModelItem("p", "s0", 0));
        read.MayBeStale = true;
        return world.Run(async () =>
        {
            var ended = read.Ended;
            read.SubmitTo(node.Find(group)!);
            await ended;
            return read.Outcome;
        });
    }

    private static ItemWrite Put(int i) => Schemas.Write(WriteKind.Put, new ModelItem("p", "s" + i, i));
}
