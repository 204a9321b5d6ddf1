using System.Text.Json.Nodes;

using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Requests about tables.</summary>
internal sealed class TableGrammar(Chance chance)
{
    private const string ArnHead = "arn:aws:dynamodb:ddblocal:000000000000:table/";
    private static readonly string[] KeyTypes = ["S", "N", "B"];
    private static readonly string[] Projections = ["ALL", "KEYS_ONLY", "INCLUDE"];
    private static readonly long[] Units = [-1, 0, 1, 5, 12_000, 40_000, 40_001, long.MaxValue];

    /// <summary>A table of the campaign as CreateTable takes it, with two local indexes where it has a sort key.</summary>
    public static JsonObject Definition(FuzzTable table)
    {
        var definition = new JsonObject
        {
            ["TableName"] = table.Name,
            ["BillingMode"] = "PAY_PER_REQUEST",
            ["KeySchema"] = new JsonArray(KeyElement(table.Hash, "HASH")),
            ["AttributeDefinitions"] = new JsonArray(Attribute(table.Hash, table.HashType)),
        };
        if (table.Range is not { } range)
            return definition;
        definition["KeySchema"]!.AsArray().Add(KeyElement(range, "RANGE"));
        foreach (var (name, type) in new[] { (range, table.RangeType!), ("a", "S"), ("b", "N") })
            definition["AttributeDefinitions"]!.AsArray().Add(Attribute(name, type));
        definition["LocalSecondaryIndexes"] = new JsonArray(Index("by-a", table.Hash, "a", "ALL"), Index("by-b", table.Hash, "b", "KEYS_ONLY"));
        return definition;
    }

    public JsonObject Create()
    {
        var table = new FuzzTable(Pools.Of(chance, Pools.FleetingTables), "h", Pools.Of(chance, KeyTypes), chance.OneIn(3) ? null : "r", Pools.Of(chance, KeyTypes));
        var definition = Definition(table);
        if (chance.OneIn(3))
            Provision(definition);
        if (chance.OneIn(6))
            Bound(definition);
        if (chance.OneIn(6))
            Warm(definition);
        if (chance.OneIn(4))
            definition["Tags"] = Tags();
        if (chance.OneIn(6))
            definition["LocalSecondaryIndexes"] = new JsonArray([.. Enumerable.Range(0, chance.NextInt32(7)).Select(i => Index($"by-{i}", "h", "a", Pools.Of(chance, Projections)))]);
        return definition;
    }

    public JsonObject Update()
    {
        var body = Named();
        // One change is the rule of the service, and a second one beside it a fault.
        do
            Change(body);
        while (chance.OneIn(4));
        return body;
    }

    private void Change(JsonObject body)
    {
        switch (chance.NextInt32(6))
        {
            case 0: Provision(body); break;
            case 1: body["DeletionProtectionEnabled"] = chance.OneIn(3); break;
            case 2: body["TableClass"] = chance.OneIn(4) ? "CLASS" : "STANDARD_INFREQUENT_ACCESS"; break;
            case 3: body["BillingMode"] = "PAY_PER_REQUEST"; break;
            case 4: Bound(body); break;
            default: Warm(body); break;
        }
    }

    public JsonObject Named() => new() { ["TableName"] = Name() };

    public JsonObject Fleeting() => new() { ["TableName"] = Pools.Of(chance, Pools.FleetingTables) };

    public JsonObject List()
    {
        var body = new JsonObject();
        if (chance.OneIn(2))
            body["Limit"] = chance.NextInt32(103) - 1;
        if (chance.OneIn(2))
            body["ExclusiveStartTableName"] = Name();
        return body;
    }

    public JsonObject Tagging()
    {
        var body = new JsonObject { ["ResourceArn"] = ArnHead + Pools.Of(chance, Pools.Tables).Name };
        if (chance.OneIn(2))
            body["Tags"] = Tags();
        if (chance.OneIn(2))
            body["TagKeys"] = new JsonArray("k0", "k1");
        return body;
    }

    public string Name() => chance.NextInt32(12) switch
    {
        0 => "no-such-table",
        1 => Pools.Of(chance, Pools.FleetingTables),
        2 => ArnHead + Pools.Of(chance, Pools.Tables).Name,
        3 => new string('n', 250 + chance.NextInt32(10)),
        _ => Pools.Of(chance, Pools.Tables).Name,
    };

    private void Provision(JsonObject body)
    {
        body["BillingMode"] = "PROVISIONED";
        body["ProvisionedThroughput"] = new JsonObject { ["ReadCapacityUnits"] = Pools.Of(chance, Units), ["WriteCapacityUnits"] = Pools.Of(chance, Units) };
    }

    private void Bound(JsonObject body) => body["OnDemandThroughput"] = Pair("MaxReadRequestUnits", "MaxWriteRequestUnits");

    private void Warm(JsonObject body) => body["WarmThroughput"] = Pair("ReadUnitsPerSecond", "WriteUnitsPerSecond");

    private JsonObject Pair(string read, string write)
    {
        var pair = new JsonObject();
        if (!chance.OneIn(4))
            pair[read] = Pools.Of(chance, Units);
        if (!chance.OneIn(4))
            pair[write] = Pools.Of(chance, Units);
        return pair;
    }

    private JsonArray Tags() =>
        [.. Enumerable.Range(0, chance.OneIn(20) ? 60 : chance.NextInt32(4)).Select(i => new JsonObject { ["Key"] = $"k{i}", ["Value"] = Pools.Text(chance) })];

    private static JsonObject Index(string name, string hash, string range, string projection) => new()
    {
        ["IndexName"] = name,
        ["KeySchema"] = new JsonArray(KeyElement(hash, "HASH"), KeyElement(range, "RANGE")),
        ["Projection"] = new JsonObject { ["ProjectionType"] = projection },
    };

    private static JsonObject KeyElement(string name, string type) => new() { ["AttributeName"] = name, ["KeyType"] = type };

    private static JsonObject Attribute(string name, string type) => new() { ["AttributeName"] = name, ["AttributeType"] = type };
}
