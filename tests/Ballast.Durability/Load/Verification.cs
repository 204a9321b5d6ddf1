using System.Text.Json.Nodes;

using Ballast.Processes;

using static Ballast.Durability.Load.Shapes;
using static Ballast.Processes.Wire;

namespace Ballast.Durability.Load;

/// <summary>Reads everything after a restart and compares it with the ledgers, and what is derived with what it is derived from.</summary>
internal sealed class Verification(DynamoClient client, Writers writers)
{
    private readonly List<string> _violations = [];

    public static async Task<List<string>> RunAsync(DynamoClient client, Writers writers)
    {
        var verification = new Verification(client, writers);
        await verification.CheckRecordsAsync();
        await verification.CheckCountersAsync();
        return verification._violations;
    }

    private async Task CheckRecordsAsync()
    {
        var items = (await PagesAsync("Scan", new JsonObject { ["TableName"] = Records, ["ConsistentRead"] = true })).ToDictionary(KeyOf);
        foreach (var key in writers.Keys)
        {
            items.TryGetValue((key.Partition, key.Sort), out var item);
            Note(key.Observe(item is null ? 0 : Number(item["v"]), item?["color"]?["S"]?.GetValue<string>()));
        }
        foreach (var (partition, sort) in items.Keys.Except(writers.Keys.Select(static key => (key.Partition, key.Sort))))
            Note($"{partition}/{sort} is there, and nobody ever wrote it");
        var described = await client.CallAsync("DescribeTable", new JsonObject { ["TableName"] = Records });
        var count = described["Table"]!["ItemCount"]!.GetValue<long>();
        if (count != items.Count)
            Note($"ItemCount is {count}, a scan finds {items.Count}");
        foreach (var partition in writers.Keys.Select(static key => key.Partition).Distinct())
        {
            var collection = items.Where(pair => pair.Key.Partition == partition).Select(static pair => pair.Value).ToList();
            await CheckIndexAsync(partition, ColorIndex, collection.Where(static item => item["color"] is not null), static item => item.ToJsonString());
            await CheckIndexAsync(partition, VersionIndex, collection, static item => $"{item["s"]!["S"]} {item["v"]!["N"]}");
        }
    }

    private async Task CheckIndexAsync(string partition, string index, IEnumerable<JsonNode> expected, Func<JsonNode, string> textOf)
    {
        var found = await PagesAsync("Query", new JsonObject
        {
            ["TableName"] = Records, ["IndexName"] = index, ["ConsistentRead"] = true, ["KeyConditionExpression"] = "p = :p",
            ["ExpressionAttributeValues"] = new JsonObject { [":p"] = S(partition) },
        });
        if (!expected.Select(textOf).Order(StringComparer.Ordinal).SequenceEqual(found.Select(textOf).Order(StringComparer.Ordinal)))
            Note($"index {index} of {partition} does not agree with the items");
    }

    private async Task CheckCountersAsync()
    {
        foreach (var counter in writers.Counters)
        {
            var answer = await client.CallAsync("GetItem", new JsonObject
            {
                ["TableName"] = Shapes.Counters, ["ConsistentRead"] = true, ["Key"] = new JsonObject { ["p"] = S(counter.Name) },
            });
            Note(counter.Observe(answer["Item"] is { } item ? Number(item["n"]) : 0));
        }
    }

    private async Task<List<JsonNode>> PagesAsync(string operation, JsonObject body)
    {
        var items = new List<JsonNode>();
        do
        {
            var page = await client.CallAsync(operation, body);
            items.AddRange(page["Items"]!.AsArray().Select(static item => item!));
            body["ExclusiveStartKey"] = page["LastEvaluatedKey"]?.DeepClone();
        }
        while (body["ExclusiveStartKey"] is not null);
        return items;
    }

    private static (string Partition, string Sort) KeyOf(JsonNode item) => (item["p"]!["S"]!.GetValue<string>(), item["s"]!["S"]!.GetValue<string>());

    private void Note(string? violation)
    {
        if (violation is not null)
            _violations.Add(violation);
    }
}
