using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Concurrency;

public sealed class ConcurrentCallTests
{
    private const int Clients = 64, CallsPerClient = 50, Keys = 4;

    [Fact]
    public async Task Every_addition_of_many_threads_counts_once()
    {
        await using var api = await LiveApi.StartAsync(Definitions.OfSimple);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < CallsPerClient; i++)
                Assert.Equal(200, (await api.CallAsync("UpdateItem", Add((client + i) % Keys))).Status);
        })));
        var sum = 0;
        for (var key = 0; key < Keys; key++)
            sum += int.Parse((string)(await api.CallAsync("GetItem", Get(key))).Json["Item"]!["n"]!["N"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Clients * CallsPerClient, sum);
    }

    [Fact]
    public async Task Of_many_who_create_an_item_at_once_one_wins_and_the_others_see_its_item()
    {
        await using var api = await LiveApi.StartAsync(Definitions.OfSimple);
        for (var round = 0; round < 30; round++)
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => api.CallAsync("PutItem", $$$$"""
                {"TableName":"simple-table","Item":{"h":{"S":"round-{{{{round}}}}"},"winner":{"N":"{{{{client}}}}"}},
                "ConditionExpression":"attribute_not_exists(h)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}
                """))));
            var winner = Assert.Single(Enumerable.Range(0, Clients), client => replies[client].Status == 200);
            foreach (var loser in replies.Where(static reply => reply.Status != 200))
            {
                Assert.Equal("ConditionalCheckFailedException", loser.Error);
                Assert.Equal($"{winner}", (string?)loser.Json["Item"]!["winner"]!["N"]);
            }
        }
    }

    [Fact]
    public async Task Readers_among_writers_never_see_a_torn_item()
    {
        await using var api = await LiveApi.StartAsync(Definitions.OfIndexed);
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                Assert.Equal(200, (await api.CallAsync("PutItem", Pair(client % 2, client * 1000 + i))).Status);
        })).ToArray();
        var readers = Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            var index = client % 2 == 0 ? "" : "\"IndexName\":\"by-a\",";
            while (!done.IsCancellationRequested)
            {
                var reply = await api.CallAsync("Query", $$$$"""
                    {"TableName":"indexed-table",{{{{index}}}}"KeyConditionExpression":"h = :h","ExpressionAttributeValues":{":h":{"S":"p"} } }
                    """);
                foreach (var item in reply.Json["Items"]!.AsArray())
                    Assert.Equal("x" + (string?)item!["f"]!["N"], (string?)item["a"]!["S"]);
            }
        })).ToArray();
        await Task.WhenAll(writers);
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void Calls_that_are_under_way_together_are_all_answered_in_the_simulation_too()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var world = ApiWorld.InMemory(seed, WorldOptions.Tiny);
            world.CreateTable(Definitions.OfSimple);
            var replies = world.Run(() => Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
                world.SendAsync(Head.Of("UpdateItem"), System.Text.Encoding.UTF8.GetBytes(Add(i % Keys))))));
            Assert.All(replies, static reply => Assert.True(reply.Status == 200, reply.ToString()));
            var sum = Enumerable.Range(0, Keys).Sum(key => int.Parse((string)world.Call("GetItem", Get(key)).Json["Item"]!["n"]!["N"]!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(200, sum);
            world.Close();
        }
    }

    private static string Add(int key) => $$$$"""
        {"TableName":"simple-table","Key":{"h":{"S":"{{{{key}}}}"}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}
        """;

    private static string Get(int key) => $$$$"""{"TableName":"simple-table","Key":{"h":{"S":"{{{{key}}}}"}}}""";

    private static string Pair(int row, int value) => $$$$"""
        {"TableName":"indexed-table","Item":{"h":{"S":"p"},"r":{"N":"{{{{row}}}}"},"a":{"S":"x{{{{value}}}}"},"f":{"N":"{{{{value}}}}"}}}
        """;
}
