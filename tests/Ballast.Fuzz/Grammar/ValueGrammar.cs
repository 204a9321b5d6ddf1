using System.Text.Json.Nodes;

using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Attribute values and items, mostly as they should be.</summary>
internal sealed class ValueGrammar(Chance chance)
{
    private const int DepthUsual = 3, DepthDeepest = 40, LargeBytes = 410_000;
    private static readonly string[] Scalars = ["S", "N", "B"];
    private static readonly string[] Types = ["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"];

    public JsonObject Value() => Value(chance.OneIn(100) ? DepthDeepest : DepthUsual);

    public JsonObject Scalar(string type) => new() { [type] = Text(type) };

    public JsonObject Key(FuzzTable table)
    {
        var key = new JsonObject { [table.Hash] = KeyPart(table.HashType) };
        if (table.Range is { } range)
            key[range] = KeyPart(table.RangeType!);
        return key;
    }

    public JsonObject Item(FuzzTable table)
    {
        var item = Key(table);
        for (var left = chance.NextInt32(6); left > 0; left--)
            item[Pools.Of(chance, Pools.Attributes)] ??= Value();
        if (chance.OneIn(500))
            item["large"] = new JsonObject { ["S"] = new string('x', LargeBytes - chance.NextInt32(2000)) };
        return item;
    }

    private JsonObject KeyPart(string type) => Scalar(chance.OneIn(30) ? Pools.Of(chance, Scalars) : type);

    private JsonObject Value(int depth)
    {
        var type = Pools.Of(chance, Types);
        return type switch
        {
            "SS" or "NS" or "BS" => new JsonObject { [type] = Set(type[..1]) },
            "L" => new JsonObject { ["L"] = List(depth) },
            "M" => new JsonObject { ["M"] = Map(depth) },
            "BOOL" => new JsonObject { ["BOOL"] = chance.OneIn(2) },
            "NULL" => new JsonObject { ["NULL"] = !chance.OneIn(20) },
            _ => Scalar(type),
        };
    }

    private JsonNode Text(string type) => type switch
    {
        "N" => NumberGrammar.Next(chance),
        "B" => Binary(),
        _ => Pools.Text(chance),
    };

    private string Binary()
    {
        var bytes = new byte[chance.NextInt32(24)];
        chance.Fill(bytes);
        var text = Convert.ToBase64String(bytes);
        return chance.OneIn(40) ? text.TrimEnd('=') + "*" : text;
    }

    private JsonArray Set(string type)
    {
        var set = new JsonArray();
        for (var left = chance.NextInt32(5); left >= 0; left--)
            set.Add(Text(type));
        return chance.OneIn(40) ? [] : set;
    }

    // A deep value goes down in one place, so that it stays small.
    private JsonArray List(int depth)
    {
        var list = new JsonArray();
        if (depth > DepthUsual)
            list.Add(new JsonObject { ["L"] = List(depth - 1) });
        for (var left = depth > 0 ? chance.NextInt32(4) : 0; left > 0; left--)
            list.Add(Value(Math.Min(depth, DepthUsual) - 1));
        return list;
    }

    private JsonObject Map(int depth)
    {
        var map = new JsonObject();
        if (depth > DepthUsual)
            map["deep"] = new JsonObject { ["M"] = Map(depth - 1) };
        for (var left = depth > 0 ? chance.NextInt32(4) : 0; left > 0; left--)
            map[Pools.Of(chance, Pools.Attributes)] ??= Value(Math.Min(depth, DepthUsual) - 1);
        return map;
    }
}
