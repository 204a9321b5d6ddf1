using System.Runtime.CompilerServices;

using Ballast.Foundation.Identity;
using Ballast.Transport.Connections;
using Ballast.Transport.Messages;

using Google.Protobuf;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Who is talked with, and who is not.</summary>
public sealed class GreetingTests
{
    private static readonly Guid Other = new("00000000-0000-4000-8000-000000000bad");

    private static Dictionary<string, (Action<Hello> Change, string Text)> Refusals => new()
    {
        ["another cluster"] = (static hello => hello.Cluster = ByteString.CopyFrom(Other.ToByteArray()), $"node 2 is of cluster {Other}, and node 1 is of 5a1e0000-0000-4000-8000-0000000000ff"),
        ["no cluster"] = (static hello => hello.Cluster = ByteString.Empty, "one of the two takes part in no cluster yet"),
        ["a cluster of another length"] = (static hello => hello.Cluster = ByteString.CopyFrom(1, 2), "one of the two takes part in no cluster yet"),
        ["an unknown node"] = (static hello => hello.Node = 9, "node 1 knows no peer with node id 9"),
        ["no node"] = (static hello => hello.Node = 0, "node 1 knows no peer with node id 0"),
        ["the node itself"] = (static hello => hello.Node = 1, "node 1 knows no peer with node id 1"),
        ["another zone"] = (static hello => hello.Zone = "zone-7", "node 2 says that it is in zone 'zone-7', and node 1 has it in 'zone-2'"),
        ["for another node"] = (static hello => hello.To = 3, "it looks for node 3, and this is node 1"),
        ["only newer formats"] = (static hello => (hello.OldestVersion, hello.NewestVersion) = (2, 5), "it speaks message formats 2 to 5, and node 1 speaks 1 to 1"),
        ["only older formats"] = (static hello => (hello.OldestVersion, hello.NewestVersion) = (0, 0), "it speaks message formats 0 to 0, and node 1 speaks 1 to 1"),
        ["an unknown lane"] = (static hello => hello.Lane = 5, "there is no lane 5"),
        ["a lane beyond a byte"] = (static hello => hello.Lane = 256, "there is no lane 256"),
        ["a refusal"] = (static hello => hello.Refusal = "no", "it refuses: no"),
        ["a name that is cut in the midst of a letter"] = (static hello => hello.Zone = new string('z', 255) + "\U0001F600" + new string('z', 500), new string('z', 255)),
        ["nothing of all"] = (static hello => hello.MergeFrom(new Hello()), ""),
    };

    public static TheoryData<string> Names => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Who_does_not_fit_is_told_why(string name)
    {
        var (change, text) = Refusals[name];
        await using var nodes = new TestNodes(2);
        await nodes.StartAsync(1);
        var hello = HelloOf(nodes);
        if (name == "nothing of all")
            hello = new Hello();
        change(hello);
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        var answer = await connection.GreetAsync(hello);
        Assert.NotNull(answer);
        Assert.NotEmpty(answer.Refusal);
        Assert.Contains(text, answer.Refusal, StringComparison.Ordinal);
        Assert.Equal(1u, answer.Node);
        Assert.True(await connection.EndsAsync());
        await Waiting.UntilAsync(() => nodes.Log.Has("A node's connection is refused"), "it is told of");
    }

    [Fact]
    public async Task Whoever_fits_is_answered_in_kind()
    {
        await using var nodes = new TestNodes(2);
        await nodes.StartAsync(1);
        foreach (var lane in Lanes.All)
        {
            using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
            var hello = HelloOf(nodes);
            hello.Lane = (uint)lane;
            var answer = await connection.GreetAsync(hello);
            Assert.Equal(("", 1u, "zone-1", 2u, (uint)lane), (answer!.Refusal, answer.Node, answer.Zone, answer.To, answer.Lane));
            Assert.Equal(nodes.Cluster, Greeting.ClusterOf(answer));
            // A pulse comes, without a word from here.
            Assert.Empty((await connection.HearAsync())!);
        }
    }

    [Fact]
    public async Task A_listener_that_is_another_node_is_left()
    {
        await using var nodes = new TestNodes(3);
        using var stranger = new RawNode(nodes.OptionsOf(3, nodes.Cluster) with { Listen = new(System.Net.IPAddress.Loopback, nodes.AddressOf(2).Port) });
        var (one, _) = await nodes.StartAsync(1);
        var (connection, _) = await stranger.AcceptGreetedAsync();
        Assert.True(await connection.EndsAsync());
        Assert.False(one.IsConnected(new NodeId(2)));
        await Waiting.UntilAsync(
            () =>
            {
                _ = stranger.AcceptGreetedAsync();
                return nodes.Log.Has($"No connection to node 2 at 127.0.0.1:{nodes.AddressOf(2).Port}: it is node 3.");
            },
            "it is told of");
    }

    [Fact]
    public async Task A_peer_that_refuses_is_told_of_once_for_all_lanes_and_tries()
    {
        await using var nodes = new TestNodes(2);
        var (one, _) = await nodes.StartAsync(1);
        var two = await nodes.ListenAsync(nodes.OptionsOf(2, Other));
        two.Begin(Other, 5);
        await Waiting.UntilAsync(() => nodes.Log.Has("No connection to node 1") && nodes.Log.Has("No connection to node 2"), "both are told");
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        for (var i = 0; i < 20; i++)
            await one.AskAsync(nodes.AddressOf(2));
        Assert.Equal(1, nodes.Log.Count("No connection to node 1"));
        Assert.False(one.Send(Said.Call(1, 2, 1)));
    }

    private static Dictionary<string, byte[]> Garbage => new()
    {
        ["something else"] = "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        ["half the first word and then another"] = "BLSTXXXX"u8.ToArray(),
        ["no greeting"] = [.. RawConnection.Magic, .. RawConnection.FrameOf([0xFF, 0xFF, 0xFF])],
        ["a length that overflows"] = [.. RawConnection.Magic, .. RawConnection.FrameOf([0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07])],
        ["a wrong checksum"] = [.. RawConnection.Magic, 1, 0, 0, 0, 1, 2, 3, 4, 5],
        ["a frame that is too long"] = [.. RawConnection.Magic, .. BitConverter.GetBytes(Frame.MessageBytesMax + 1), 0, 0, 0, 0],
        ["a frame of a negative length"] = [.. RawConnection.Magic, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
        ["a greeting of 5 KB"] = RawConnection.GreetingOf(new Hello { Refusal = new string('x', 5 << 10) }),
    };

    public static TheoryData<string> GarbageNames => [.. Garbage.Keys];

    [Theory]
    [MemberData(nameof(GarbageNames))]
    public async Task What_is_no_greeting_is_not_answered(string name)
    {
        await using var nodes = new TestNodes(2);
        await nodes.StartAsync(1);
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        await connection.SayAsync(Garbage[name]);
        Assert.Null(await connection.HearGreetingAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_greeting_that_never_comes_or_never_ends_is_waited_for_within_a_bound(bool hasBegun)
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { GreetingMax = TimeSpan.FromMilliseconds(50) } };
        await nodes.StartAsync(1);
        using var connection = await RawConnection.ToAsync(nodes.AddressOf(1));
        if (hasBegun)
            await connection.SayAsync(RawConnection.Magic);
        Assert.Null(await connection.HearGreetingAsync());
    }

    [Fact]
    public async Task A_listener_that_never_answers_is_left_within_a_bound()
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { GreetingMax = TimeSpan.FromMilliseconds(50) } };
        using var two = new RawNode(nodes.OptionsOf(2, nodes.Cluster));
        await nodes.StartAsync(1);
        using var silent = await two.AcceptAsync();
        Assert.True(await silent.EndsAsync());
        // It is tried again.
        using var again = await two.AcceptAsync();
    }

    [Fact]
    public async Task Strangers_who_hold_all_connections_keep_a_peer_out_only_until_they_should_have_greeted()
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { GreetingMax = TimeSpan.FromMilliseconds(500), ConnectionsMax = 8 } };
        await nodes.StartAsync(1);
        RawConnection[] strangers = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RawConnection.ToAsync(nodes.AddressOf(1))))];
        var (two, _) = await nodes.StartAsync(2);
        await Waiting.UntilAsync(() => two.IsConnected(new NodeId(1)), "there is room again");
        foreach (var stranger in strangers)
            Assert.True(await stranger.EndsAsync());
    }

    [Fact]
    public async Task More_connections_than_the_bound_end_at_once()
    {
        await using var nodes = new TestNodes(2) { Limits = TestNodes.Patient with { ConnectionsMax = 1 } };
        await nodes.StartAsync(1);
        using var first = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.NotNull(await first.GreetAsync(HelloOf(nodes)));
        using var second = await RawConnection.ToAsync(nodes.AddressOf(1));
        Assert.Null(await second.GreetAsync(HelloOf(nodes)));
        first.Dispose();
        await Waiting.UntilAsync(
            () =>
            {
                using var third = RawConnection.ToAsync(nodes.AddressOf(1)).Result;
                return third.GreetAsync(HelloOf(nodes)).Result is { Refusal: "" };
            },
            "there is room again");
    }

    // Checked-in bytes are what earlier releases said.
    [Theory]
    [InlineData("hello-v1.bin")]
    [InlineData("hello-refusal-v1.bin")]
    public void A_greeting_of_any_release_is_understood_and_said_again(string file)
    {
        var hello = new Hello
        {
            OldestVersion = 1,
            NewestVersion = 3,
            Cluster = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(static i => (byte)i)]),
            Node = 2,
            Zone = "größe",
            Incarnation = ulong.MaxValue,
            To = 300,
            Lane = 4,
            Start = 0x0102_0304_0506_0708,
            Refusal = file.Contains("refusal", StringComparison.Ordinal) ? "it is node 7" : "",
        };
        var stored = Stored(file, RawConnection.GreetingOf(hello));
        Assert.Equal(Convert.ToHexString(stored), Convert.ToHexString(RawConnection.GreetingOf(hello)));
        var stream = new System.Buffers.ReadOnlySequence<byte>([.. stored, 1, 2]);
        Assert.Equal(FrameLook.Whole, Handshake.TryRead(ref stream, out var read));
        Assert.Equal(hello, read);
        Assert.Equal(2, stream.Length);
        for (var length = 0; length < stored.Length; length++)
        {
            var part = new System.Buffers.ReadOnlySequence<byte>(stored, 0, length);
            Assert.Equal(FrameLook.Partial, Handshake.TryRead(ref part, out _));
        }
    }

    private static Hello HelloOf(TestNodes nodes) =>
        new Greeting(nodes.OptionsOf(2), 7) { Member = new Greeting.Membership(nodes.Cluster, 3) }.To(new NodeId(1), (uint)Lane.Logs);

    // A new file is written when this runs once with BALLAST_WRITE_FORMATS=1.
    private static byte[] Stored(string name, byte[] bytes, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "Bytes", name);
        if (Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1" && !File.Exists(path))
            File.WriteAllBytes(path, bytes);
        return File.ReadAllBytes(path);
    }
}
