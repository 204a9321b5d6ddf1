using System.Text.Json.Nodes;

using static Ballast.Processes.Wire;

namespace Ballast.Durability.Load;

/// <summary>The campaign's tables.</summary>
internal static class Shapes
{
    public const string Records = "records", Counters = "counters", ColorIndex = "by-color", VersionIndex = "by-version";

    public static JsonObject RecordsTable => new()
    {
        ["TableName"] = Records,
        ["BillingMode"] = "PAY_PER_REQUEST",
        ["AttributeDefinitions"] = new JsonArray(Attribute("p", "S"), Attribute("s", "S"), Attribute("color", "S"), Attribute("v", "N")),
        ["KeySchema"] = new JsonArray(Key("p", "HASH"), Key("s", "RANGE")),
        ["LocalSecondaryIndexes"] = new JsonArray(Index(ColorIndex, "color", "ALL"), Index(VersionIndex, "v", "KEYS_ONLY")),
    };

    public static JsonObject CountersTable => new()
    {
        ["TableName"] = Counters,
        ["BillingMode"] = "PAY_PER_REQUEST",
        ["AttributeDefinitions"] = new JsonArray(Attribute("p", "S")),
        ["KeySchema"] = new JsonArray(Key("p", "HASH")),
    };

    private static JsonObject Index(string name, string sort, string projection) => new()
    {
        ["IndexName"] = name,
        ["KeySchema"] = new JsonArray(Key("p", "HASH"), Key(sort, "RANGE")),
        ["Projection"] = new JsonObject { ["ProjectionType"] = projection },
    };
}
