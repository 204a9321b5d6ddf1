using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Peers that are slow, mad or dead: they cost what is bounded, and nobody else anything.</summary>
public sealed class SlowPeerTests
{
    private const int WaitingBytesMax = 4 << 20;

    // What the systems on both sides hold of a connection's bytes.
    private const int SocketBytesMax = 16 << 20;

    [Fact]
    public async Task Who_reads_nothing_fills_his_own_lane_only()
    {
        const int Appends = 10_000, PayloadBytes = 10 << 10;
        await using var nodes = new TestNodes(3) { Limits = TestNodes.Patient with { MessageBytesMax = WaitingBytesMax } };
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (one, _) = await nodes.StartAsync(1);
        var lanes = await two.AcceptLanesAsync();
        var (_, earOfThree) = await nodes.StartAsync(3);
        await Waiting.UntilAsync(() => one.IsConnected(new NodeId(2)) && one.IsConnected(new NodeId(3)), "all lanes are open");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long taken = 0;
        for (var number = 1; number <= Appends; number++)
            if (one.Send(Said.Log(1, 2, number, PayloadBytes)))
                taken += PayloadBytes;
        Assert.InRange(taken, WaitingBytesMax / 2, WaitingBytesMax + SocketBytesMax);
        // Arrays grow by doubling.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, WaitingBytesMax * 4);

        await Waiting.UntilAsync(() => !one.Send(Said.Log(1, 2, 1, PayloadBytes)), "the lane is full");
        Assert.True(one.IsConnected(new NodeId(2)));
        Assert.True(one.Send(Said.Call(1, 2, 5)));
        Assert.True(one.Send(Said.Heartbeat(1, 2, 6)));
        Assert.NotNull(await HearMessageAsync(lanes[Lane.Calls]));
        Assert.NotNull(await HearMessageAsync(lanes[Lane.Heartbeats]));
        Assert.True(one.Send(Said.Log(1, 3, 7)));
        await Waiting.UntilAsync(() => earOfThree.Heard<GroupMessages>().Count == 1, "the other peer hears");

        // Once it reads there is room again.
        var reading = lanes[Lane.Logs].EndsAsync();
        await Waiting.UntilAsync(() => one.Send(Said.Log(1, 2, 8, PayloadBytes)), "there is room again");
        await nodes.StopAsync(1);
        await reading;
    }

    [Fact]
    public async Task Who_stops_in_the_midst_of_a_frame_and_says_nothing_more_is_given_up()
    {
        const int Long = 16 << 20;
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { SilenceMax = TimeSpan.FromMilliseconds(400), MessageBytesMax = 3 * Long } };
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (one, _) = await nodes.StartAsync(1);
        var logs = (await two.AcceptLanesAsync())[Lane.Logs];
        Assert.True(one.Send(Said.Log(1, 2, 1, Long)));
        Assert.True(one.Send(Said.Log(1, 2, 2, Long)));
        Assert.Equal(1, await logs.Stream.ReadAtLeastAsync(new byte[1], 1));
        await Waiting.UntilAsync(() => !one.Send(Said.Log(1, 2, 3)), "the connection is given up");
        // And made anew, with nothing of what waited.
        while (true)
        {
            var (connection, lane) = await two.AcceptGreetedAsync();
            if (lane != Lane.Logs)
                continue;
            Assert.Empty((await connection.HearAsync())!);
            break;
        }
    }

    [Fact]
    public async Task Who_reads_but_gives_no_sign_of_life_is_given_up_by_both_kinds_of_sides()
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { SilenceMax = TimeSpan.FromMilliseconds(200) } };
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (_, ear) = await nodes.StartAsync(1);
        var lanes = await two.AcceptLanesAsync();
        foreach (var connection in lanes.Values)
            Assert.True(await connection.EndsAsync());
        using var said = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.Equal("", (await said.GreetAsync(two.HelloTo(1, (uint)Lane.Calls)))!.Refusal);
        await said.PulseAsync();
        var lost = ear.LostCount(2);
        Assert.True(await said.EndsAsync());
        await Waiting.UntilAsync(() => ear.LostCount(2) > lost, "it is told");
    }

    [Fact]
    public async Task A_sign_of_life_keeps_a_connection_on_which_nothing_is_said()
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { SilenceMax = TimeSpan.FromSeconds(1) } };
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        await nodes.StartAsync(1);
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.NotNull(await connection.GreetAsync(two.HelloTo(1, (uint)Lane.Logs)));
        // The other side's pulses count the time: they come every 10 ms at most.
        for (var pulse = 0; pulse < 150; pulse++)
        {
            await connection.PulseAsync();
            Assert.Empty((await connection.HearAsync())!);
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_their_connection_and_no_other()
    {
        await using var nodes = new TestNodes(2);
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (_, ear) = await nodes.StartAsync(1);
        byte[][] bad = [RawConnection.FrameOf([0xFF, 0xFF]), [1, 0, 0, 0, 9, 9, 9, 9, 9], [0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0]];
        using var well = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.NotNull(await well.GreetAsync(two.HelloTo(1, (uint)Lane.Calls)));
        foreach (var bytes in bad)
        {
            using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
            Assert.NotNull(await connection.GreetAsync(two.HelloTo(1, (uint)Lane.Logs)));
            await connection.SayAsync(bytes);
            Assert.True(await connection.EndsAsync());
        }
        await well.SayAsync(RawConnection.FrameOf(Messages.Coded.Of(Said.Call(2, 1, 3))));
        await Waiting.UntilAsync(() => ear.Heard<ServesMessage>().Count == 1, "the other connection carries");
    }

    [Fact]
    public async Task A_message_that_comes_byte_by_byte_arrives()
    {
        await using var nodes = new TestNodes(2);
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        var (_, ear) = await nodes.StartAsync(1);
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.NotNull(await connection.GreetAsync(two.HelloTo(1, (uint)Lane.Logs)));
        byte[] frames = [.. RawConnection.FrameOf(Messages.Coded.Of(Said.Log(2, 1, 1))), .. RawConnection.FrameOf([]), .. RawConnection.FrameOf(Messages.Coded.Of(Said.Log(2, 1, 2)))];
        foreach (var one in frames)
            await connection.SayAsync([one]);
        await Waiting.UntilAsync(() => ear.Heard<GroupMessages>().Count == 2, "both have come");
    }

    [Fact]
    public async Task A_copy_that_is_slow_to_take_keeps_neither_heartbeats_nor_logs_waiting()
    {
        const int Count = 10;
        await using var nodes = new TestNodes(2);
        var (one, _, _, ear) = await nodes.StartTwoAsync();
        using var heard = new ManualResetEventSlim();
        var hasWaited = false;
        ear.Meets = message =>
        {
            if (message is TreeOffer)
                hasWaited = Waiting.InTime(heard);
        };
        Assert.True(one.Send(Said.Copy(1, 2, 1)));
        for (var number = 1; number <= Count; number++)
        {
            Assert.True(one.Send(Said.Heartbeat(1, 2, number)));
            Assert.True(one.Send(Said.Log(1, 2, number)));
        }
        await Waiting.UntilAsync(() => ear.Heard<ProbeMessage>().Count == Count && ear.Heard<GroupMessages>().Count == Count, "heartbeats and logs go on");
        Assert.Empty(ear.Heard<TreeOffer>());
        heard.Set();
        await Waiting.UntilAsync(() => ear.Heard<TreeOffer>().Count == 1, "the copy is taken");
        Assert.True(hasWaited);
    }

    private static async Task<byte[]?> HearMessageAsync(RawConnection connection)
    {
        while (await connection.HearAsync() is { } message)
            if (message.Length > 0)
                return message;
        return null;
    }
}
