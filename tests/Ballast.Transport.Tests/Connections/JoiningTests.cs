using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Connections;

/// <summary>Nodes whose directories name no cluster, and those that have one.</summary>
public sealed class JoiningTests
{
    private static readonly Guid Other = new("00000000-0000-4000-8000-000000000bad");

    [Fact]
    public async Task Nobody_begins_before_all_are_there_and_then_the_lowest_does()
    {
        await using var nodes = new TestNodes(3);
        var absent = new RawNode(nodes.OptionsOf(3));
        var (one, first) = await BeginAsync(nodes, 1);
        var (_, second) = await BeginAsync(nodes, 2);
        // Each has asked often, and the others have answered.
        var asked = new Dictionary<uint, int> { [1] = 0, [2] = 0 };
        while (asked.Values.Any(static times => times < 3))
        {
            using var connection = await absent.AcceptAsync();
            asked[(await connection.HearGreetingAsync())!.Node]++;
        }
        Assert.False(first.IsCompleted || second.IsCompleted);
        absent.Dispose();
        var (_, third) = await BeginAsync(nodes, 3);
        Assert.Null(await Waiting.InTimeAsync(first));
        Assert.False(second.IsCompleted || third.IsCompleted);
        one.Begin(nodes.Cluster, 1);
        Assert.Equal(nodes.Cluster, await Waiting.InTimeAsync(second));
        Assert.Equal(nodes.Cluster, await Waiting.InTimeAsync(third));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lowest_without_its_directory_joins_the_cluster_that_the_others_know(bool haveBegun)
    {
        await using var nodes = new TestNodes(3);
        foreach (var node in new uint[] { 2, 3 })
        {
            // Whoever still opens what it has must not seem to have nothing.
            var transport = await nodes.ListenAsync(nodes.OptionsOf(node, nodes.Cluster));
            if (haveBegun)
                transport.Begin(nodes.Cluster, node);
        }
        var (_, found) = await BeginAsync(nodes, 1);
        Assert.Equal(nodes.Cluster, await Waiting.InTimeAsync(found));
    }

    [Fact]
    public async Task One_that_knows_the_cluster_is_enough_to_join()
    {
        await using var nodes = new TestNodes(3);
        await nodes.ListenAsync(nodes.OptionsOf(3, nodes.Cluster));
        var (_, found) = await BeginAsync(nodes, 2);
        Assert.Equal(nodes.Cluster, await Waiting.InTimeAsync(found));
    }

    [Fact]
    public async Task Peers_of_two_clusters_are_an_error()
    {
        await using var nodes = new TestNodes(3);
        await nodes.ListenAsync(nodes.OptionsOf(2, nodes.Cluster));
        await nodes.ListenAsync(nodes.OptionsOf(3, Other));
        var (_, found) = await BeginAsync(nodes, 1);
        var failure = await Assert.ThrowsAsync<JoiningException>(() => Waiting.InTimeAsync(found));
        Assert.Contains(Other.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_can_be_stopped()
    {
        await using var nodes = new TestNodes(2);
        using var stop = new CancellationTokenSource();
        var (_, found) = await BeginAsync(nodes, 1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Waiting.InTimeAsync(found));
    }

    [Fact]
    public async Task A_peer_that_refuses_is_not_there()
    {
        await using var nodes = new TestNodes(2);
        await nodes.ListenAsync(nodes.OptionsOf(2) with { Self = new(new(2), new("elsewhere")) });
        var (one, found) = await BeginAsync(nodes, 1);
        for (var i = 0; i < 3; i++)
        {
            var (hello, trouble) = await one.AskAsync(nodes.AddressOf(2));
            Assert.Null(hello);
            Assert.Equal("node 2 says that it is in zone 'elsewhere', and node 1 has it in 'zone-2'", trouble);
        }
        Assert.False(found.IsCompleted);
    }

    private static async Task<(NodeTransport, Task<Guid?>)> BeginAsync(TestNodes nodes, uint node, CancellationToken stop = default)
    {
        var options = nodes.OptionsOf(node);
        var transport = await nodes.ListenAsync(options);
        return (transport, new Joining(transport, options, TimeProvider.System, nodes.Log).FindClusterAsync(stop));
    }
}
