using System.Text.Json.Nodes;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Reference;

internal sealed record KeyAttribute(string Name, string Type);

/// <param name="Included">Names that it projects beside the keys; null for all.</param>
internal sealed record IndexShape(string Name, KeyAttribute Sort, string[]? Included);

/// <summary>A table as the model knows it.</summary>
internal sealed record Shape(string Name, JsonNode Definition, KeyAttribute Partition, KeyAttribute? Sort, IndexShape[] Indexes)
{
    public static Shape Simple { get; } = new(Definitions.Simple, Definitions.OfSimple, new("h", "S"), null, []);

    public static Shape Indexed { get; } = new(Definitions.Indexed, Definitions.OfIndexed, new("h", "S"), new("r", "N"),
    [
        new("by-a", new("a", "S"), null), new("by-b", new("b", "N"), []), new("by-c", new("c", "B"), ["d", "e"]),
    ]);

    public static Shape Binary { get; } = new("binary-table", JsonNode.Parse("""
        {"TableName":"binary-table","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],
         "AttributeDefinitions":[{"AttributeName":"h","AttributeType":"N"},{"AttributeName":"r","AttributeType":"B"}]}
        """)!, new("h", "N"), new("r", "B"), []);

    public IEnumerable<KeyAttribute> Keys => Sort is null ? [Partition] : [Partition, Sort];

    public bool IsKey(string name) => Keys.Any(key => key.Name == name);

    /// <summary>Whether an index's entries carry an attribute.</summary>
    public bool Projects(IndexShape index, string name) =>
        index.Included is null || IsKey(name) || index.Sort.Name == name || index.Included.Contains(name);

    public JsonObject KeyOf(JsonObject item, IndexShape? index = null)
    {
        var key = new JsonObject();
        foreach (var part in index is null ? Keys : Keys.Append(index.Sort))
            key[part.Name] = item[part.Name]!.DeepClone();
        return key;
    }
}
