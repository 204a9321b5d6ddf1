using Ballast.Foundation.Identity;
using Ballast.Foundation;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;
using Ballast.Node.Groups;
using Ballast.Node.Links;
using Ballast.Node.Tests.Infrastructure;
using Ballast.Replication.Groups;

namespace Ballast.Node.Tests.Fleet;

/// <summary>Three processes with a node each: what one of them asks of the others.</summary>
public sealed class ProcessFleetTests
{
    private static readonly GroupId Group = new(5);
    private static readonly ModelItem Item = new("p", "s", 1);
    private static readonly FleetLimits Quick = new() { WaitMax = TimeSpan.FromSeconds(3), CallMax = TimeSpan.FromSeconds(2), LookMax = TimeSpan.FromSeconds(1) };

    [Fact]
    public void A_call_finds_the_leader_in_whatever_process_it_is()
    {
        var world = WorldWithGroup(out var leader);
        for (var node = 0; node < 3; node++)
        {
            using var fleet = world.ProcessOf(node);
            Assert.Equal(CallOutcome.Done, Run(world, fleet, Write(node + 2)));
            var read = Schemas.Read(Item);
            Assert.Equal(CallOutcome.Done, Run(world, fleet, read));
            Assert.Equal(node + 2, Schemas.ItemOf(read.Document.Written).Version);
        }
        Assert.Contains(leader, world.Serving(Group));
    }

    [Fact]
    public void Without_its_answer_a_write_is_unknown_and_a_read_is_asked_elsewhere()
    {
        var world = WorldWithGroup(out var leader);
        using var fleet = world.ProcessOf((leader + 1) % 3);
        world.Network.Loses = static message => message is CallAnswerMessage;
        var (write, read) = (Write(7), Schemas.Read(Item));
        var (written, found) = (Begin(world, fleet, write), Begin(world, fleet, read));
        world.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.False(written.IsCompleted || found.IsCompleted);
        ((INodeReceiver)fleet).Lost(world.Nodes[leader].Identity.Node);
        world.Network.Loses = static _ => false;
        Assert.Equal(CallOutcome.Unknown, world.Run(() => written));
        Assert.Equal(CallOutcome.Done, world.Run(() => found));
        Assert.Equal(7, Schemas.ItemOf(read.Document.Written).Version);
    }

    [Fact]
    public void An_answer_that_comes_too_late_or_to_another_start_changes_nothing()
    {
        var world = WorldWithGroup(out var leader);
        var node = (leader + 1) % 3;
        var fleet = world.ProcessOf(node);
        world.Network.Keeps = world.Network.Loses = static message => message is CallAnswerMessage;
        var write = Write(7);
        var written = Begin(world, fleet, write);
        world.RunFor(TimeSpan.FromMilliseconds(100));
        var late = Assert.Single(world.Network.Kept);
        ((INodeReceiver)fleet).Lost(late.From);
        world.Network.Loses = static _ => false;
        Assert.Equal(CallOutcome.Unknown, world.Run(() => written));
        Assert.True(world.Network.Carry(late));
        Assert.Equal(CallOutcome.Unknown, write.Outcome);

        fleet.Dispose();
        using var next = world.ProcessOf(node, start: 1);
        world.Network.Loses = static message => message is CallAnswerMessage;
        var again = Begin(world, next, Write(8));
        world.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.True(world.Network.Carry(late));
        world.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.False(again.IsCompleted);
    }

    [Fact]
    public void What_is_never_answered_is_given_up()
    {
        var world = WorldWithGroup(out var leader);
        using var fleet = world.ProcessOf((leader + 1) % 3, Quick);
        world.Network.Loses = static message => message is CallAnswerMessage;
        var written = Begin(world, fleet, Write(7));
        world.RunFor(Quick.CallMax - TimeSpan.FromMilliseconds(10));
        Assert.False(written.IsCompleted);
        world.RunFor(TimeSpan.FromMilliseconds(500));
        Assert.True(written.IsCompleted);
        Assert.Equal(CallOutcome.Unknown, world.Run(() => written));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_that_waits_is_woken_by_word_of_a_leader_and_finds_it_without(bool isWordLost)
    {
        var world = WorldWithGroup(out var leader);
        using var fleet = world.ProcessOf((leader + 1) % 3);
        world.Network.Loses = message => message is ServesMessage && isWordLost;
        world.Start(() => CloseAsync(world.Nodes[leader]));
        world.RunUntil(() => !world.Serving(Group).Contains(leader), "the leader is gone");
        var written = Begin(world, fleet, Write(3));
        world.TimeUntil(() => world.Serving(Group) is [var next] && next != leader, TimeSpan.FromSeconds(30));
        // Without a word the next look finds the leader.
        var took = world.TimeUntil(() => written.IsCompleted, TimeSpan.FromSeconds(30));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromMilliseconds(isWordLost ? 300 : 100));
        Assert.Equal(CallOutcome.Done, world.Run(() => written));
    }

    [Fact]
    public void Only_the_lowest_founds_and_only_when_all_answer()
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1)), new Chance(2));
        StorageFleet[] fleets = [.. Enumerable.Range(0, 3).Select(node => world.ProcessOf(node, Quick with { WaitMax = TimeSpan.FromSeconds(30) }))];
        world.Network.Loses = static message => message is LookAtGroup { To.Value: 3 };
        Task<CallOutcome>[] founded = [.. fleets.Select(fleet => world.Start(() => fleet.FoundAsync(GroupId.Root, Schemas.Plain)))];
        world.RunFor(TimeSpan.FromSeconds(5));
        Assert.All(founded, static task => Assert.False(task.IsCompleted));
        Assert.All(world.Nodes, static node => Assert.Empty(node.Groups));
        world.Network.Loses = static _ => false;
        foreach (var task in founded)
            Assert.Equal(CallOutcome.Done, world.Run(() => task));
        Assert.Equal(3, world.Nodes[0].ConfigOf(GroupId.Root)!.Voters.Length);
    }

    [Fact]
    public void The_others_found_nothing()
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1)), new Chance(2));
        using var second = world.ProcessOf(1, Quick);
        Assert.Equal(CallOutcome.Unavailable, world.Run(() => second.FoundAsync(GroupId.Root, Schemas.Plain)));
        Assert.All(world.Nodes, static node => Assert.Empty(node.Groups));
    }

    [Fact]
    public void Nodes_with_a_past_and_no_root_are_an_error()
    {
        var world = WorldWithGroup(out _);
        Assert.Equal(CallOutcome.Done, world.Run(Group, Write(2)));
        using var first = world.ProcessOf(0, Quick);
        Assert.Throws<TreeMissingException>(() => world.Run(() => first.FoundAsync(GroupId.Root, Schemas.Plain)));
    }

    [Fact]
    public void Founding_that_was_interrupted_half_way_goes_on()
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1)), new Chance(2));
        world.Network.Loses = static message => message is MakeGroup;
        var first = world.ProcessOf(0, Quick);
        Assert.Equal(CallOutcome.Unavailable, world.Run(() => first.FoundAsync(GroupId.Root, Schemas.Plain)));
        var config = world.Nodes[0].ConfigOf(GroupId.Root);
        Assert.NotNull(config);
        first.Dispose();
        world.Network.Loses = static _ => false;
        using var again = world.ProcessOf(0, Quick, start: 1);
        Assert.Equal(CallOutcome.Done, world.Run(() => again.FoundAsync(GroupId.Root, Schemas.Plain)));
        Assert.All(world.Nodes, node => Assert.Equal(config.ToString(), node.ConfigOf(GroupId.Root)?.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_node_makes_no_group_for_an_incarnation_that_it_is_not(bool isLocal)
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1)), new Chance(2));
        var identity = world.Nodes[1].Identity;
        var config = new GroupConfig(1, [new GroupVoter(identity.Node, identity.Incarnation + 1, MemberKind.Storage)]);
        if (isLocal)
            Assert.Equal(CallOutcome.Unavailable, world.Run(() => new LocalNode(world.Nodes[1]).MakeAsync(Group, Schemas.Plain, config)));
        else
        {
            world.Network.Keeps = static message => message is GroupTaskDone;
            world.Network.Carry(new MakeGroup(new NodeId(1), identity.Node, 1, Group, Schemas.Plain, config));
            world.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.Equal(CallOutcome.Unavailable, Assert.IsType<GroupTaskDone>(Assert.Single(world.Network.Kept)).Outcome);
        }
        Assert.Empty(world.Nodes[1].Groups);
    }

    [Fact]
    public void A_group_is_dropped_without_a_node_that_is_away()
    {
        var world = WorldWithGroup(out _);
        using var first = world.ProcessOf(0, Quick);
        world.Network.Loses = static message => message is DropGroup { To.Value: 3 };
        Assert.Equal(CallOutcome.Done, world.Run(() => first.DropGroupAsync(Group)));
        Assert.Equal([0, 0, 1], world.Nodes.Select(static node => node.Groups.Count));
        Assert.True(world.Run(() => first.MayHostAsync(Group)));
        world.Network.Loses = static _ => false;
        Assert.Equal(CallOutcome.Done, world.Run(() => first.DropGroupAsync(Group)));
        Assert.False(world.Run(() => first.MayHostAsync(Group)));
    }

    [Fact]
    public void Members_are_compared_and_nobody_else()
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1), 4), new Chance(2));
        using var first = world.ProcessOf(0, Quick);
        Assert.Equal(CallOutcome.Done, world.Run(() => first.CreateGroupAsync(Group, Schemas.Plain)));
        Assert.Equal(CallOutcome.Done, Run(world, first, Write(1)));
        world.RunFor(TimeSpan.FromSeconds(2));
        var report = world.Run(() => first.CompareAsync(Group));
        Assert.True(report.IsEqual);
        Assert.Equal(world.Nodes.Where(static node => node.Groups.Count > 0).Select(static node => node.Identity.Node), report.Replicas.Select(static replica => replica.Node));
        Assert.Equal(3, report.Replicas.Count);
    }

    [Fact]
    public void A_comparison_that_is_not_answered_ends()
    {
        var world = WorldWithGroup(out _);
        using var first = world.ProcessOf(0, Quick with { ChecksumMax = TimeSpan.FromSeconds(5) });
        world.Network.Loses = static message => message is GroupChecksum { From.Value: 2 };
        var report = world.Run(() => first.CompareAsync(Group));
        Assert.Equal([false, true, false], report.Replicas.Select(static replica => replica.Replica is null));
    }

    private static FleetWorld WorldWithGroup(out int leader)
    {
        var world = new FleetWorld(FleetWorld.NewDisks(new Chance(1)), new Chance(2), delay: TimeSpan.FromMilliseconds(1));
        Assert.Equal(CallOutcome.Done, world.Create(Group, Schemas.Plain));
        Assert.Equal(CallOutcome.Done, world.Run(Group, Write(1)));
        leader = Assert.Single(world.Serving(Group));
        return world;
    }

    private static ItemWrite Write(int version) => Schemas.Write(WriteKind.Put, Item with { Version = version });

    private static CallOutcome Run(FleetWorld world, StorageFleet fleet, ReplicaCall call) => world.Run(() => RunAsync(fleet, call));

    private static Task<CallOutcome> Begin(FleetWorld world, StorageFleet fleet, ReplicaCall call) => world.Start(() => RunAsync(fleet, call));

    private static async Task<CallOutcome> RunAsync(StorageFleet fleet, ReplicaCall call)
    {
        await fleet.SubmitAsync(Group, call);
        return call.Outcome;
    }

    private static async Task<bool> CloseAsync(StorageNode node)
    {
        await node.CloseAsync();
        return true;
    }
}
