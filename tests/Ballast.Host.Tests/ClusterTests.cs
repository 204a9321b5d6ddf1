using System.Globalization;

using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Ballast.Host.Tests;

/// <summary>Clusters of three processes: how they begin, what they survive, and what a restart costs.</summary>
public sealed class ClusterTests
{
    private const string Table = "clustered";

    [Fact]
    public async Task Three_processes_become_one_database()
    {
        await using var cluster = await Cluster.StartAsync();
        using var first = cluster.ClientOf(1);
        await Cluster.MakeTableAsync(first, Table);
        for (var node = 1; node <= 3; node++)
        {
            using var client = cluster.ClientOf(node);
            await client.PutItemAsync(Table, Cluster.ItemOf(node));
        }
        for (var node = 1; node <= 3; node++)
        {
            using var client = cluster.ClientOf(node);
            Assert.Equal(3, (await client.ScanAsync(new ScanRequest(Table) { ConsistentRead = true })).Count);
            Assert.Equal([Table], (await client.ListTablesAsync()).TableNames);
        }
        await cluster.AreEqualAsync(asked: 2);
        for (var node = 1; node <= 3; node++)
            Assert.Equal(0, await cluster.StopAsync(node));
    }

    [Fact]
    public async Task A_node_that_starts_first_waits_for_all_and_can_be_stopped_while_it_waits()
    {
        await using var cluster = new Cluster();
        await using var first = cluster.Launch(1);
        await using var second = cluster.Launch(2);
        // Two of three see each other, and yet a cluster begins only with all of its nodes.
        await first.HearsAsync("there is no good answer from node 3 at");
        await second.HearsAsync("there is no good answer from node 3 at");
        Assert.Equal(0, await first.StopAsync());
        Assert.Equal(0, await second.StopAsync());
        Assert.DoesNotContain("ready", first.Output + second.Output, StringComparison.Ordinal);
        await cluster.StartAsync(1, 2, 3);
        using var client = cluster.ClientOf(2);
        await Cluster.MakeTableAsync(client, Table);
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 3, 1)]
    public async Task Nodes_that_stopped_start_in_any_order(int first, int second, int third)
    {
        await using var cluster = await Cluster.StartAsync();
        using (var client = cluster.ClientOf(first))
        {
            await Cluster.MakeTableAsync(client, Table);
            for (var i = 0; i < 20; i++)
                await client.PutItemAsync(Table, Cluster.ItemOf(i));
        }
        foreach (var node in new[] { third, first, second })
            await cluster.StopAsync(node);
        var one = cluster.StartAsync(first);
        await cluster.StartAsync(second);
        await one;
        // Two of three are enough.
        using (var client = cluster.ClientOf(first))
            await client.PutItemAsync(Table, Cluster.ItemOf(20));
        await cluster.StartAsync(third);
        using (var client = cluster.ClientOf(third))
            Assert.Equal(21, (await client.ScanAsync(new ScanRequest(Table) { ConsistentRead = true })).Count);
        await cluster.AreEqualAsync(asked: third);
    }

    [Fact]
    public async Task Writes_go_on_when_a_node_is_killed()
    {
        await using var cluster = await Cluster.StartAsync();
        using var client = cluster.ClientOf(1);
        for (var i = 0; i < 3; i++)
            await Cluster.MakeTableAsync(client, Table + i);
        await cluster.KillAsync(3);
        // Whichever of the tables node 3 led.
        for (var i = 0; i < 3; i++)
        {
            await RepeatUnknownAsync(() => client.PutItemAsync(Table + i, Cluster.ItemOf(7)));
            Assert.True((await client.GetItemAsync(new GetItemRequest(Table + i, Cluster.ItemOf(7)) { ConsistentRead = true })).IsItemSet);
        }
        await cluster.StartAsync(3);
        await cluster.AreEqualAsync(asked: 3);
    }

    [Fact]
    public async Task A_node_whose_disk_is_lost_is_made_anew_from_the_others()
    {
        await using var cluster = await Cluster.StartAsync();
        using (var client = cluster.ClientOf(1))
        {
            await Cluster.MakeTableAsync(client, Table);
            for (var i = 0; i < 200; i++)
                await client.PutItemAsync(Table, Cluster.ItemOf(i));
        }
        // The node that begins clusters: with an empty directory it must not begin another.
        await cluster.KillAsync(1);
        cluster.Lose(1);
        await cluster.StartAsync(1);
        await cluster.AreEqualAsync(asked: 1);
        // It counts again: without it there is no majority now.
        await cluster.KillAsync(3);
        using (var client = cluster.ClientOf(1))
        {
            await RepeatUnknownAsync(() => client.PutItemAsync(Table, Cluster.ItemOf(200)));
            Assert.Equal(201, (await client.ScanAsync(new ScanRequest(Table) { ConsistentRead = true })).Count);
        }
    }

    [Fact]
    public async Task A_rolling_restart_under_load_costs_refused_connections_and_nothing_else()
    {
        await using var cluster = await Cluster.StartAsync();
        using (var client = cluster.ClientOf(1))
            for (var i = 0; i < 3; i++)
                await Cluster.MakeTableAsync(client, Table + i);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 6).Select(writer => Task.Run(() => new RollingWriter(cluster, writer, Table + writer % 3).RunAsync(stop.Token))).ToArray();
        for (var node = 1; node <= 3; node++)
        {
            Assert.Equal(0, await cluster.StopAsync(node));
            await cluster.StartAsync(node);
        }
        await stop.CancelAsync();
        var written = await Task.WhenAll(writers);
        Assert.All(written, static writer => Assert.True(writer.Acknowledged > 0));
        Assert.Empty(written.SelectMany(static writer => writer.Faults));
        using var reader = cluster.ClientOf(2);
        foreach (var writer in written)
            Assert.Equal(writer.Acknowledged, int.Parse((await reader.GetItemAsync(new GetItemRequest(writer.Table, Cluster.ItemOf(writer.Key)) { ConsistentRead = true })).Item["n"].N, CultureInfo.InvariantCulture));
        await cluster.AreEqualAsync(asked: 1);
    }

    [Theory]
    [InlineData("--nodes, which names all nodes of the cluster", "--node", "1")]
    [InlineData("needs --node, which says which of the nodes this one is", "--nodes", "1/a@127.0.0.1:7700")]
    [InlineData("names no node 2", "--node", "2", "--nodes", "1/a@127.0.0.1:7700")]
    [InlineData("'1@127.0.0.1:7700' is not a node (as in 1/zone-a@10.0.0.1:7700", "--node", "1", "--nodes", "1@127.0.0.1:7700")]
    [InlineData("names node 1 twice", "--node", "1", "--nodes", "1/a@127.0.0.1:7700,1/b@127.0.0.1:7701")]
    [InlineData("gives 127.0.0.1:7700 to two nodes", "--node", "1", "--nodes", "1/a@127.0.0.1:7700,2/b@127.0.0.1:7700")]
    [InlineData("keeps nothing on disk, and a node of a cluster must remember", "--node", "1", "--nodes", "1/a@127.0.0.1:7700", "--in-memory")]
    [InlineData("has no certificate", "--node", "1", "--nodes", "1/a@10.0.0.1:7700")]
    [InlineData("belong together; only one is set", "--node", "1", "--nodes", "1/a@127.0.0.1:7700", "--node-certificate", "c.pem")]
    [InlineData("there is no file", "--node", "1", "--nodes", "1/a@127.0.0.1:7700", "--node-certificate", "c.pem", "--node-authority", "a.pem")]
    public async Task A_wrong_setting_of_a_cluster_is_answered_with_one_line(string told, params string[] arguments)
    {
        using var place = new Place();
        var (code, _, errors) = await place.RunAsync(["start", "--port", "0", .. arguments]);
        Assert.Equal(ServerProcess.WrongSetting, code);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
    }

    [Fact]
    public async Task A_file_may_name_the_nodes_and_one_node_alone_is_a_cluster()
    {
        await using var cluster = new Cluster(count: 1);
        var file = cluster.Place.Write("node.json", $$"""{ "node": 1, "nodes": ["{{cluster.Nodes}}"], "port": 0, "data": "here" }""");
        await using var server = await ServerProcess.StartAsync(cluster.Place.Path, ["start", "--config", file]);
        Assert.Contains("node      1 in zone-1, one of 1", server.Output, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
    }

    // What was in flight to the dead leader has an unknown outcome, which is told as such; a put may be repeated.
    private static async Task RepeatUnknownAsync(Func<Task> act)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await act();
                return;
            }
            catch (AmazonServiceException e) when ((int)e.StatusCode >= 500 && attempt < 10)
            {
            }
    }
}
