using System.Text.Json;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Tour;

/// <summary>Puts the JSON files of Debian's package iso-codes into the tables that <c>load.sh</c> made.</summary>
internal static class IsoCodes
{
    private const int ItemsPerRequestMax = 25, RequestsAtOnceMax = 8;
    private static readonly string Source = Environment.GetEnvironmentVariable("ISO_CODES") ?? "/usr/share/iso-codes/json";

    public static async Task<int> LoadLanguagesAsync(IAmazonDynamoDB db) => await WriteAsync(db, "Languages", await ReadAsync("639-3"));

    public static async Task<int> LoadSubdivisionsAsync(IAmazonDynamoDB db)
    {
        var items = await ReadAsync("3166-2");
        foreach (var item in items)
        {
            // GB-SCT becomes country GB, code SCT: the country is the partition key, the code the sort key.
            var parts = item["code"].S.Split('-', 2);
            (item["country"], item["code"]) = (new(parts[0]), new(parts[1]));
        }
        return await WriteAsync(db, "Subdivisions", items);
    }

    private static async Task<List<Item>> ReadAsync(string standard)
    {
        await using var file = File.OpenRead(Path.Combine(Source, $"iso_{standard}.json"));
        using var document = await JsonDocument.ParseAsync(file);
        return [.. document.RootElement.GetProperty(standard).EnumerateArray().Select(static entry =>
            entry.EnumerateObject().ToDictionary(static member => member.Name, static member => new AttributeValue(member.Value.GetString())))];
    }

    private static async Task<int> WriteAsync(IAmazonDynamoDB db, string table, List<Item> items)
    {
        var several = new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnceMax };
        await Parallel.ForEachAsync(items.Chunk(ItemsPerRequestMax), several, async (batch, stop) =>
        {
            var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. batch.Select(static item => new WriteRequest(new PutRequest(item)))] };
            // What the service leaves over is sent again.
            while (left.Count > 0)
                left = (await db.BatchWriteItemAsync(left, stop)).UnprocessedItems ?? [];
        });
        return items.Count;
    }
}
