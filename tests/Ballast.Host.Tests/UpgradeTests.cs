using System.Globalization;

using Amazon.DynamoDBv2.Model;

namespace Ballast.Host.Tests;

/// <summary>Two releases in one cluster: this one, and the one that last changed what nodes say or store.</summary>
public sealed class UpgradeTests
{
    private const string Table = "upgraded";

    [Fact]
    public async Task A_cluster_is_upgraded_and_taken_back_node_by_node_under_load()
    {
        var (earlier, whyNot) = EarlierBuild.TryMake();
        Assert.SkipWhen(earlier is null, whyNot ?? "");
        await using var cluster = new Cluster();
        await cluster.StartAsync(earlier, 1, 2, 3);
        using (var client = cluster.ClientOf(1))
            await Cluster.MakeTableAsync(client, Table);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(key => Task.Run(() => new RollingWriter(cluster, key, Table).RunAsync(stop.Token))).ToArray();
        await ReplaceAsync(cluster, null, 1);
        await ReplaceAsync(cluster, null, 2);
        // Back before all are upgraded: nothing that the new release has said or stored is beyond the other.
        await ReplaceAsync(cluster, earlier, 1);
        for (var node = 1; node <= 3; node++)
            await ReplaceAsync(cluster, null, node);
        await stop.CancelAsync();
        var written = await Task.WhenAll(writers);
        Assert.Empty(written.SelectMany(static writer => writer.Faults));
        using var reader = cluster.ClientOf(3);
        foreach (var writer in written)
            Assert.Equal(writer.Acknowledged, int.Parse((await reader.GetItemAsync(new GetItemRequest(Table, Cluster.ItemOf(writer.Key)) { ConsistentRead = true })).Item["n"].N, CultureInfo.InvariantCulture));
        Assert.All(written, static writer => Assert.True(writer.Acknowledged > 0));
        await cluster.AreEqualAsync(asked: 2);
    }

    private static async Task ReplaceAsync(Cluster cluster, string? program, int node)
    {
        Assert.Equal(0, await cluster.StopAsync(node));
        await cluster.StartAsync(program, node);
    }
}
