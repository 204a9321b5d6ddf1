using System.Text.Json.Nodes;

using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Expressions of every kind, with the placeholders that they use; one for each request.</summary>
internal sealed class ExpressionGrammar(Chance chance, ValueGrammar values)
{
    private const int DepthUsual = 3, DepthDeepest = 200, ManyTerms = 300;
    private static readonly string[] Comparators = ["=", "<>", "<", "<=", ">", ">="];
    private static readonly string[] Reserved = ["size", "name", "Status", "AND", "null", "between"];
    private static readonly string[] AttributeTypes = ["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL", "X", ""];
    private readonly JsonObject _names = [];
    private readonly JsonObject _values = [];

    public string Condition() => Condition(chance.OneIn(300) ? DepthDeepest : chance.NextInt32(DepthUsual));

    public string KeyCondition(FuzzTable table, string? sort)
    {
        var first = $"{Name(table.Hash)} = {Value(table.HashType)}";
        if (sort is null || chance.OneIn(3))
            return first;
        var type = table.RangeType ?? "S";
        var second = chance.NextInt32(4) switch
        {
            0 => $"{Name(sort)} BETWEEN {Value(type)} AND {Value(type)}",
            1 => $"begins_with({Name(sort)}, {Value(type)})",
            _ => $"{Name(sort)} {Pools.Of(chance, Comparators)} {Value(type)}",
        };
        return chance.OneIn(2) ? $"{first} AND {second}" : $"({second}) and ({first})";
    }

    public string Projection() => Joined(1 + chance.NextInt32(4), Path);

    public string Update()
    {
        var clauses = new List<string>();
        if (!chance.OneIn(4))
            clauses.Add("SET " + Joined(1 + chance.NextInt32(3), () => $"{Path()} = {Right()}"));
        if (chance.OneIn(3))
            clauses.Add("REMOVE " + Joined(1 + chance.NextInt32(3), Path));
        if (chance.OneIn(3))
            clauses.Add("ADD " + Joined(1 + chance.NextInt32(2), () => $"{Path()} {Value()}"));
        if (chance.OneIn(4))
            clauses.Add("delete " + Joined(1 + chance.NextInt32(2), () => $"{Path()} {Value()}"));
        return string.Join(' ', clauses);
    }

    /// <summary>Adds what the expressions refer to: mostly all of it, and nothing else.</summary>
    public void Complete(JsonObject body)
    {
        if (chance.OneIn(40))
            _names["#unused"] = "x";
        if (chance.OneIn(40))
            _values[":unused"] = values.Value();
        if (chance.OneIn(40) && _values.Count > 0)
            _values.Remove(_values.First().Key);
        if (_names.Count > 0)
            body["ExpressionAttributeNames"] = _names.DeepClone();
        if (_values.Count > 0)
            body["ExpressionAttributeValues"] = _values.DeepClone();
    }

    private string Condition(int depth)
    {
        if (depth <= 0)
            return Predicate();
        return chance.NextInt32(4) switch
        {
            0 => $"({Condition(depth - 1)})",
            1 => $"NOT {Condition(depth - 1)}",
            2 => $"{Condition(depth - 1)} AND {Predicate()}",
            _ => $"{Predicate()} or {Condition(depth - 1)}",
        };
    }

    private string Predicate() => chance.NextInt32(9) switch
    {
        0 => $"attribute_exists({Path()})",
        1 => $"attribute_not_exists({Path()})",
        2 => $"attribute_type({Path()}, {TypeName()})",
        3 => $"begins_with({Operand()}, {Operand()})",
        4 => $"contains({Operand()}, {Operand()})",
        5 => $"{Operand()} BETWEEN {Operand()} AND {Operand()}",
        6 => $"{Operand()} IN ({Joined(chance.OneIn(100) ? ManyTerms : 1 + chance.NextInt32(3), Operand)})",
        7 => $"size({Path()}) {Pools.Of(chance, Comparators)} {Value("N")}",
        _ => $"{Operand()} {Pools.Of(chance, Comparators)} {Operand()}",
    };

    private string Right() => chance.NextInt32(5) switch
    {
        0 => $"if_not_exists({Path()}, {Operand()})",
        1 => $"list_append({Operand()}, {Operand()})",
        2 => $"{Operand()} + {Operand()}",
        3 => $"{Operand()} - {Value("N")}",
        _ => Operand(),
    };

    private string Operand() => chance.OneIn(2) ? Value() : Path();

    private string Path()
    {
        var path = Name(Pools.Of(chance, Pools.Attributes));
        for (var left = chance.OneIn(200) ? DepthDeepest : chance.NextInt32(3); left > 0; left--)
            path += chance.OneIn(2) ? $"[{chance.NextInt32(4)}]" : "." + Name(Pools.Of(chance, Pools.Attributes));
        return path;
    }

    private string Name(string attribute)
    {
        if (chance.OneIn(60))
            return Pools.Of(chance, Reserved);
        var isPlain = attribute.All(char.IsAsciiLetterOrDigit) && attribute is not ("size" or "Name");
        if (isPlain && chance.OneIn(2))
            return attribute;
        var placeholder = $"#n{_names.Count}";
        _names[placeholder] = attribute;
        return placeholder;
    }

    private string Value() => Add(values.Value());

    private string Value(string type) => Add(values.Scalar(chance.OneIn(20) ? "BOOL" : type));

    private string TypeName() => Add(new JsonObject { ["S"] = Pools.Of(chance, AttributeTypes) });

    private string Add(JsonObject value)
    {
        var placeholder = $":v{_values.Count}";
        _values[placeholder] = value;
        return placeholder;
    }

    private string Joined(int count, Func<string> part) => string.Join(chance.OneIn(2) ? ", " : ",", Enumerable.Range(0, count).Select(_ => part()));
}
