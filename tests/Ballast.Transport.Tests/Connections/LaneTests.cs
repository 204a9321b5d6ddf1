using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Messages of all lanes between two nodes that are well.</summary>
public sealed class LaneTests
{
    private const int Many = 500;

    [Fact]
    public async Task Messages_of_every_lane_arrive_in_the_order_of_their_lane()
    {
        await using var nodes = new TestNodes(2);
        var (one, earOfOne, two, earOfTwo) = await nodes.StartTwoAsync();
        for (var number = 1; number <= Many; number++)
        {
            foreach (var message in OnEachLane(1, 2, number))
                Assert.True(one.Send(message));
            foreach (var message in OnEachLane(2, 1, number))
                Assert.True(two.Send(message));
        }
        foreach (var ear in new[] { earOfOne, earOfTwo })
        {
            await AssertInOrderAsync<ProbeMessage>(ear);
            await AssertInOrderAsync<GroupMessages>(ear);
            await AssertInOrderAsync<ServesMessage>(ear);
            await AssertInOrderAsync<Ballast.Node.Copies.TreeOffer>(ear);
        }
        Assert.Equal(new NodeId(1), earOfTwo.Heard<ServesMessage>()[0].From);
    }

    [Fact]
    public async Task Nothing_is_taken_without_a_connection_or_for_a_stranger()
    {
        await using var nodes = new TestNodes(2);
        var (one, _) = await nodes.StartAsync(1);
        Assert.All(OnEachLane(1, 2, 1), message => Assert.False(one.Send(message)));
        Assert.False(one.Send(Said.Call(1, 9, 1)));
        Assert.False(one.IsConnected(new NodeId(2)));
    }

    [Fact]
    public async Task Who_begins_later_is_found()
    {
        await using var nodes = new TestNodes(2);
        var (one, _) = await nodes.StartAsync(1);
        var two = await nodes.ListenAsync(nodes.OptionsOf(2));
        await Waiting.UntilAsync(() => one.AskAsync(nodes.AddressOf(2)).Result.Hello is not null, "2 answers who asks");
        Assert.False(one.IsConnected(new NodeId(2)));
        two.Begin(nodes.Cluster, 1);
        await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)), "2 is found");
        // That it was early was nothing to tell an operator of.
        Assert.False(nodes.Log.Has("No connection"));
    }

    [Fact]
    public async Task The_end_of_a_process_is_told_and_another_start_is_found_again()
    {
        await using var nodes = new TestNodes(2);
        var (one, earOfOne, _, _) = await nodes.StartTwoAsync();
        for (var start = 1; start <= 3; start++)
        {
            var lost = earOfOne.LostCount(2);
            await nodes.StopAsync(2);
            // Of the connection that it made, and of the one that came.
            await Waiting.UntilAsync(() => earOfOne.LostCount(2) >= lost + 2 * TestNodes.PortsOfEar, "both ends are told");
            await Waiting.UntilAsync(() => OnEachLane(1, 2, start).All(message => !one.Send(message)), "every lane knows");
            var (two, ear) = await nodes.StartAsync(2);
            await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)) && two.IsConnected(new NodeId(1)), "they are connected again");
            Assert.All(OnEachLane(1, 2, start), message => Assert.True(one.Send(message)));
            await Waiting.UntilAsync(() => ear.Heard<NodeMessage>().Count == Lanes.All.Count, "every lane carries");
            // Nothing of an earlier connection comes.
            Assert.All(ear.Heard<NodeMessage>(), message => Assert.Equal(start, Said.NumberOf(message)));
        }
    }

    [Fact]
    public async Task Only_the_end_of_a_lane_of_calls_loses_calls()
    {
        await using var nodes = new TestNodes(2);
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (one, ear) = await nodes.StartAsync(1);
        var lanes = await two.AcceptLanesAsync();
        await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)), "all lanes are open");
        foreach (var lane in new[] { Lane.Heartbeats, Lane.Logs, Lane.Copies })
        {
            lanes[lane].Dispose();
            var (again, which) = await two.AcceptGreetedAsync();
            Assert.Equal(lane, which);
            lanes[lane] = again;
        }
        Assert.Equal(0, ear.LostCount(2));
        lanes[Lane.Calls].Dispose();
        await Waiting.UntilAsync(() => ear.LostCount(2) == TestNodes.PortsOfEar, "calls are lost");
    }

    [Fact]
    public async Task Large_batches_come_in_frames_of_a_bounded_size_and_in_order()
    {
        const int Appends = 320, PayloadBytes = 64 << 10;
        await using var nodes = new TestNodes(2);
        var (one, _, _, ear) = await nodes.StartTwoAsync();
        Assert.True(one.Send(new GroupMessages(new NodeId(1), new NodeId(2), [.. Enumerable.Range(1, Appends).Select(static i => Said.Append(1, 2, i, PayloadBytes))])));
        await Waiting.UntilAsync(() => ear.Heard<GroupMessages>().Sum(static heard => heard.Messages.Count) == Appends, "all have come");
        var heard = ear.Heard<GroupMessages>();
        Assert.Equal(Enumerable.Range(1, Appends), heard.SelectMany(static batch => batch.Messages).Select(Said.NumberOf));
        Assert.InRange(heard.Count, Appends * PayloadBytes / Frame.MessageBytesAimed, 2 * Appends * PayloadBytes / Frame.MessageBytesAimed);
    }

    [Fact]
    public async Task Of_a_batch_that_has_no_room_comes_what_has()
    {
        const int Appends = 40, PayloadBytes = 1 << 20;
        await using var nodes = new TestNodes(2);
        var (one, _, _, ear) = await nodes.StartTwoAsync();
        Assert.True(one.Send(new GroupMessages(new NodeId(1), new NodeId(2), [.. Enumerable.Range(1, Appends).Select(static i => Said.Append(1, 2, i, PayloadBytes))])));
        await Waiting.UntilAsync(() => ear.Heard<GroupMessages>().Count >= 20, "much of it has come");
        Assert.True(one.Send(Said.Call(1, 2, 1)));
    }

    [Fact]
    public async Task A_turn_that_says_more_than_memory_holds_is_said_a_frame_at_a_time()
    {
        const int Appends = 2200;
        await using var nodes = new TestNodes(2);
        var (one, _, _, ear) = await nodes.StartTwoAsync();
        // As from a leader whose follower has lost everything: what is said shares the memory of the leader's log.
        var append = Said.Append(1, 2, 1, 1 << 20);
        Assert.True(one.Send(new GroupMessages(new NodeId(1), new NodeId(2), [.. Enumerable.Repeat(append, Appends)])));
        await Waiting.UntilAsync(() => ear.Heard<GroupMessages>().Count > 0, "some of it has come");
    }

    [Fact]
    public async Task The_longest_message_arrives()
    {
        await using var nodes = new TestNodes(2);
        var (one, _, _, ear) = await nodes.StartTwoAsync();
        Assert.True(one.Send(Said.Log(1, 2, 7, Frame.MessageBytesMax - 256)));
        await Waiting.UntilAsync(() => ear.Heard<GroupMessages>().Count == 1, "it has come");
    }

    [Fact]
    public async Task What_is_said_to_the_node_itself_is_not_encoded()
    {
        await using var nodes = new TestNodes(1);
        var (one, ear) = await nodes.StartAsync(1);
        var message = Said.Call(1, 1, 3);
        Assert.True(one.Send(message));
        Assert.Same(message, Assert.Single(ear.Heard<ServesMessage>()));
    }

    private static NodeMessage[] OnEachLane(uint from, uint to, int number) =>
        [Said.Heartbeat(from, to, number), Said.Log(from, to, number), Said.Call(from, to, number), Said.Copy(from, to, number)];

    private static async Task AssertInOrderAsync<T>(Ear ear)
        where T : NodeMessage
    {
        await Waiting.UntilAsync(() => ear.Heard<T>().Count >= Many, $"every {typeof(T).Name} has come");
        Assert.Equal(Enumerable.Range(1, Many), ear.Heard<T>().Select(Said.NumberOf));
    }
}
