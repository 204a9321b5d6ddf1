using System.Globalization;
using System.Text.Json.Nodes;

using Ballast.Foundation;

namespace Ballast.Router.Tests.Reference;

/// <summary>Random values, items and conditions, over few enough attributes and values that they meet.</summary>
internal sealed class Draws(Chance chance, Shape shape, bool large)
{
    private const int DepthMax = 2;

    /// <summary>Attributes that are no key of any shape, and the type that each mostly has.</summary>
    public static readonly (string Name, string Type)[] Free =
    [
        ("d", "S"), ("e", "S"), ("f", "N"), ("g", "B"), ("l", "L"), ("m", "M"), ("ss", "SS"), ("ns", "NS"), ("size", "BS"), ("z", "BOOL"), ("é.1", "N"),
    ];

    public int Int(int bound) => chance.NextInt32(bound);
    public bool OneIn(int times) => chance.OneIn(times);
    public T Of<T>(IReadOnlyList<T> choices) => choices[chance.NextInt32(choices.Count)];

    public JsonObject Key()
    {
        var key = new JsonObject();
        foreach (var part in shape.Keys)
            key[part.Name] = KeyValue(part, part == shape.Partition ? 4 : 10);
        return key;
    }

    /// <summary>One of <paramref name="spread"/> values of a key attribute.</summary>
    public JsonNode KeyValue(KeyAttribute part, int spread)
    {
        var n = chance.NextInt32(spread);
        return part.Type switch
        {
            "S" => Values.Make("S", Of(["k", "ké", "\U0001F600", "K", "kk"]) + (n == 0 ? "" : n.ToString(CultureInfo.InvariantCulture))),
            "N" => Values.Make("N", Of(["", "", "-"]) + n.ToString(CultureInfo.InvariantCulture) + Of(["", "", ".5", ".25", "e2", "E-2"])),
            _ => Values.Make("B", Convert.ToBase64String([(byte)(n * 53 % 256), .. new byte[chance.NextInt32(3)]])),
        };
    }

    public JsonObject Item(JsonObject key)
    {
        var item = key.DeepClone().AsObject();
        foreach (var index in shape.Indexes)
            if (!OneIn(3))
                item[index.Sort.Name] = KeyValue(index.Sort, 12);
        foreach (var (name, type) in Free)
            if (OneIn(2))
                item[name] = Value(OneIn(6) ? AnyType() : type);
        if (OneIn(5))
            item["big"] = Values.Make("S", new string('b', chance.NextInt32(large && OneIn(2) ? 60_000 : 3000)));
        return item;
    }

    public string AnyType() => Of(["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"]);

    public JsonNode Value(string type, int depth = 0) => Values.Make(type, type switch
    {
        "S" => Of(["", "a", "ab", "abc", "b", "zé", "\u0000\"\\\n"]),
        "N" => Number(),
        "B" => Of(["", "AA==", "AAE=", "AQ==", "/w=="]),
        "BOOL" => OneIn(2),
        "NULL" => true,
        "SS" => Set(["a", "ab", "b", "c", "é"]),
        "NS" => Set(["1", "2.0", "-3", "4e1", "0"]),
        "BS" => Set(["AA==", "AQ==", "/w=="]),
        "L" => new JsonArray([.. Enumerable.Range(0, chance.NextInt32(4)).Select(_ => Inner(depth))]),
        _ => new JsonObject(new[] { "x", "y", "z w" }.Where(_ => OneIn(2)).Select(name => KeyValuePair.Create(name, (JsonNode?)Inner(depth)))),
    });

    public string Number() => Of(["0", "1", "-1", "2.50", "100", "1e3", "-0.012", "123456.789", "7", "0.1"]);

    /// <summary>A condition over attributes of any kind, or over those that are no keys.</summary>
    public Sentence Condition(Bindings bindings, bool mayUseKeys, int depth = 0)
    {
        if (depth < 2 && OneIn(3))
            return Compound(bindings, mayUseKeys, depth);
        if (OneIn(6))
            return Nested(bindings) with { Names = ["m"] };
        var (name, type) = mayUseKeys && OneIn(4)
            ? Of([.. shape.Keys.Concat(shape.Indexes.Select(static index => index.Sort)).Select(static key => (key.Name, key.Type))])
            : Of(Free);
        var path = OneIn(3) && name.All(char.IsAsciiLetterLower) && name is not ("size" or "l" or "m") ? name : bindings.Name(name);
        return Simple(bindings, path, name, type) with { Names = [name] };
    }

    private Sentence Compound(Bindings bindings, bool mayUseKeys, int depth)
    {
        var left = Condition(bindings, mayUseKeys, depth + 1);
        if (OneIn(3))
            return left with { Text = $"NOT ({left.Text})", Holds = item => !left.Holds(item) };
        var right = Condition(bindings, mayUseKeys, depth + 1);
        string[] names = [.. left.Names, .. right.Names];
        return OneIn(2)
            ? new Sentence($"({left.Text}) AND ({right.Text})", item => left.Holds(item) && right.Holds(item)) { Names = names }
            : new Sentence($"({left.Text}) OR ({right.Text})", item => left.Holds(item) || right.Holds(item)) { Names = names };
    }

    // The map's member x, by its path.
    private Sentence Nested(Bindings bindings)
    {
        var wanted = Value("S");
        return new Sentence($"{bindings.Name("m")}.x = {bindings.Value(wanted)}",
            item => item["m"] is { } m && Values.TypeOf(m) == "M" && Values.Content(m)["x"] is { } x && Values.AreEqual(x, wanted));
    }

    private Sentence Simple(Bindings bindings, string path, string name, string type)
    {
        switch (chance.NextInt32(9))
        {
            case 0:
                return new Sentence($"attribute_exists({path})", item => item.ContainsKey(name));
            case 1:
                return new Sentence($"attribute_not_exists( {path} )", item => !item.ContainsKey(name));
            case 2:
                var kind = AnyType();
                return new Sentence($"attribute_type({path}, {bindings.Value(Values.Make("S", kind))})", item => item[name] is { } v && Values.TypeOf(v) == kind);
            case 3:
                var equal = Value(type);
                return new Sentence($"{path} = {bindings.Value(equal)}", item => item[name] is { } v && Values.AreEqual(v, equal));
            case 4:
                var other = Value(OneIn(3) ? AnyType() : type);
                return new Sentence($"{path} <> {bindings.Value(other)}", item => item[name] is not { } v || !Values.AreEqual(v, other));
            case 5:
                return Ordered(bindings, path, name);
            case 6:
                return BeginsWith(bindings, path, name);
            case 7:
                return Contains(bindings, path, name);
            default:
                return In(bindings, path, name, type);
        }
    }

    private Sentence Ordered(Bindings bindings, string path, string name)
    {
        if (OneIn(5))
            return SizeAbove(bindings, path, name);
        var bound = Value(Of(["S", "N", "B"]));
        var other = Value(Values.TypeOf(bound));
        int? Order(JsonObject item, JsonNode to) =>
            item[name] is { } v && Values.TypeOf(v) == Values.TypeOf(to) ? Values.Compare(v, to) : null;
        if (OneIn(4))
        {
            var (low, high) = Values.Compare(bound, other) <= 0 ? (bound, other) : (other, bound);
            return new Sentence($"{path} BETWEEN {bindings.Value(low)} AND {bindings.Value(high)}", item => Order(item, low) >= 0 && Order(item, high) <= 0);
        }
        var text = bindings.Value(bound);
        return chance.NextInt32(4) switch
        {
            0 => new Sentence($"{path} < {text}", item => Order(item, bound) < 0),
            1 => new Sentence($"{path}<={text}", item => Order(item, bound) <= 0),
            2 => new Sentence($"{path} > {text}", item => Order(item, bound) > 0),
            _ => new Sentence($"{text} <= {path}", item => Order(item, bound) >= 0),
        };
    }

    private Sentence SizeAbove(Bindings bindings, string path, string name)
    {
        var least = chance.NextInt32(4);
        return new Sentence($"size({path}) > {bindings.Value(Values.Make("N", least.ToString(CultureInfo.InvariantCulture)))}",
            item => item[name] is { } v && Measure(v) > least);
    }

    private static int? Measure(JsonNode value) => Values.TypeOf(value) switch
    {
        "S" or "B" => Values.Bytes(value).Length,
        "L" => Values.Content(value).AsArray().Count,
        "M" => Values.Content(value).AsObject().Count,
        "SS" or "NS" or "BS" => Values.Elements(value).Length,
        _ => null,
    };

    private Sentence BeginsWith(Bindings bindings, string path, string name)
    {
        var prefix = Value(Of(["S", "B"]));
        return new Sentence($"begins_with({path}, {bindings.Value(prefix)})",
            item => item[name] is { } v && Values.TypeOf(v) == Values.TypeOf(prefix) && Values.Bytes(v).AsSpan().StartsWith(Values.Bytes(prefix)));
    }

    private Sentence Contains(Bindings bindings, string path, string name)
    {
        var part = Value(Of(["S", "N", "B"]));
        return new Sentence($"contains({path}, {bindings.Value(part)})", item => item[name] is { } v && Holds(v, part));
    }

    private static bool Holds(JsonNode whole, JsonNode part) => Values.TypeOf(whole) switch
    {
        "S" or "B" => Values.TypeOf(whole) == Values.TypeOf(part) && Values.Bytes(whole).AsSpan().IndexOf(Values.Bytes(part)) >= 0,
        "L" => Values.Content(whole).AsArray().Any(element => Values.AreEqual(element!, part)),
        "SS" or "NS" or "BS" => Values.TypeOf(whole)[..1] == Values.TypeOf(part)
            && Values.Elements(whole).Any(element => Values.AreEqual(Values.Make(Values.TypeOf(part), element), part)),
        _ => false,
    };

    private Sentence In(Bindings bindings, string path, string name, string type)
    {
        JsonNode[] candidates = [.. Enumerable.Range(0, 1 + chance.NextInt32(4)).Select(_ => Value(OneIn(3) ? AnyType() : type))];
        return new Sentence($"{path} IN ({string.Join(", ", candidates.Select(bindings.Value))})",
            item => item[name] is { } v && candidates.Any(candidate => Values.AreEqual(v, candidate)));
    }

    private JsonArray Set(string[] elements)
    {
        var first = elements[chance.NextInt32(elements.Length)];
        return new JsonArray([.. elements.Where(element => element == first || OneIn(3)).Select(static element => (JsonNode)element)]);
    }

    private JsonNode Inner(int depth) => Value(depth + 1 < DepthMax ? AnyType() : Of(["S", "N", "BOOL", "NS"]), depth + 1);
}
