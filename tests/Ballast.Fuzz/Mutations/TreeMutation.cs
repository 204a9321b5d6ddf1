using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Fuzz.Grammar;

namespace Ballast.Fuzz.Mutations;

/// <summary>Changes a body as a tree: members lost, renamed, moved, of another type, out of range or far too deep.</summary>
internal sealed class TreeMutation(Chance chance)
{
    private const int DepthDeepest = 600, ManyElements = 2000;
    private static readonly string[] Members =
        ["TableName", "Key", "Item", "Limit", "Expected", "AttributesToGet", "KeyConditions", "Select", "S", "N", "M", "L", "", "Unknown", "tablename"];

    public void Apply(JsonObject body)
    {
        var places = new List<(JsonNode Parent, object Place)>();
        Collect(body, places);
        if (places.Count == 0)
            return;
        var (parent, place) = places[chance.NextInt32(places.Count)];
        if (parent is JsonObject map)
            ApplyTo(map, (string)place);
        else
            ApplyTo(parent.AsArray(), (int)place);
    }

    private void ApplyTo(JsonObject map, string member)
    {
        switch (chance.NextInt32(5))
        {
            case 0:
                map.Remove(member);
                break;
            case 1:
                var moved = map[member]?.DeepClone();
                map.Remove(member);
                map[Pools.Of(chance, Members)] = moved;
                break;
            case 2:
                map[Pools.Of(chance, Members)] = Anything();
                break;
            default:
                map[member] = Anything();
                break;
        }
    }

    private void ApplyTo(JsonArray list, int index)
    {
        switch (chance.NextInt32(4))
        {
            case 0:
                list.RemoveAt(index);
                break;
            case 1:
                list.Add(list[index]?.DeepClone());
                break;
            default:
                list[index] = Anything();
                break;
        }
    }

    private JsonNode? Anything() => chance.NextInt32(14) switch
    {
        0 => null,
        1 => chance.OneIn(2),
        2 => chance.NextInt32(5) - 2,
        3 => 1.5,
        4 => long.MaxValue,
        5 => 1e300,
        6 => new JsonArray(),
        7 => new JsonObject(),
        8 => NumberGrammar.Next(chance),
        9 => new JsonObject { ["S"] = "x", ["N"] = "1" },
        10 when chance.OneIn(20) => Deep(),
        11 when chance.OneIn(20) => new JsonArray([.. Enumerable.Range(0, ManyElements).Select(static i => JsonValue.Create(i))]),
        12 => new ValueGrammar(chance).Value(),
        _ => Pools.Text(chance),
    };

    private JsonNode Deep()
    {
        JsonNode node = "x";
        for (var left = 1 + chance.NextInt32(DepthDeepest); left > 0; left--)
            node = chance.OneIn(2) ? new JsonObject { ["L"] = new JsonArray(node) } : new JsonObject { ["M"] = new JsonObject { ["x"] = node } };
        return node;
    }

    private static void Collect(JsonNode node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject map)
        {
            foreach (var (member, value) in map)
            {
                places.Add((map, member));
                if (value is not null)
                    Collect(value, places);
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                places.Add((list, i));
                if (list[i] is { } value)
                    Collect(value, places);
            }
        }
    }
}
