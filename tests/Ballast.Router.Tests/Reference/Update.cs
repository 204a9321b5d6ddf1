using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Reference;

/// <summary>An update expression of a few actions on distinct attributes, and what it does to an item.</summary>
internal sealed class Update
{
    private readonly List<string> _sets = [], _removes = [], _adds = [], _deletes = [];

    // From the item before to the new value; null removes the attribute. Throws what the service answers with a ValidationException.
    private readonly List<(string Name, Func<JsonObject, JsonNode?> Value)> _changes = [];

    public static Update Draw(Draws draws, Shape shape, Bindings bindings)
    {
        var update = new Update();
        foreach (var (name, type) in Draws.Free.Where(static attribute => attribute.Name is not "m"))
            if (draws.OneIn(4))
                update.Add(draws, bindings, name, type);
        foreach (var index in shape.Indexes)
            if (draws.OneIn(4))
                update.AddKey(draws, bindings, index.Sort);
        if (update._changes.Count == 0)
            update.AddKey(draws, bindings, new KeyAttribute("d", "S"));
        return update;
    }

    public string Text => string.Join(' ', new[] { ("SET", _sets), ("REMOVE", _removes), ("ADD", _adds), ("DELETE", _deletes) }
        .Where(static clause => clause.Item2.Count > 0).Select(static clause => $"{clause.Item1} {string.Join(", ", clause.Item2)}"));

    public IEnumerable<string> Touched => _changes.Select(static change => change.Name);

    /// <summary>The item after the update; null where it cannot be carried out.</summary>
    public JsonObject? Apply(JsonObject before)
    {
        var after = before.DeepClone().AsObject();
        try
        {
            foreach (var (name, value) in _changes)
                if (value(before) is { } result)
                    after[name] = result.DeepClone();
                else
                    after.Remove(name);
        }
        catch (CannotUpdateException)
        {
            return null;
        }
        return after;
    }

    private void AddKey(Draws draws, Bindings bindings, KeyAttribute key)
    {
        if (draws.OneIn(3))
        {
            _removes.Add(bindings.Name(key.Name));
            _changes.Add((key.Name, static _ => null));
            return;
        }
        Set(bindings, key.Name, draws.KeyValue(key, 12));
    }

    private void Set(Bindings bindings, string name, JsonNode value)
    {
        _sets.Add($"{bindings.Name(name)} = {bindings.Value(value)}");
        _changes.Add((name, _ => value));
    }

    private void Add(Draws draws, Bindings bindings, string name, string type)
    {
        var path = bindings.Name(name);
        switch (type)
        {
            case "N" when draws.OneIn(2):
                var addend = draws.Value("N");
                _adds.Add($"{path} {bindings.Value(addend)}");
                _changes.Add((name, item => item[name] is { } v ? Sum(v, addend, 1) : addend));
                break;
            case "N":
                Arithmetic(draws, bindings, name, path);
                break;
            case "L":
                var tail = draws.Value("L");
                var front = draws.OneIn(2);
                var text = bindings.Value(tail);
                _sets.Add(front ? $"{path} = list_append({text}, {path})" : $"{path} = list_append({path}, {text})");
                _changes.Add((name, item => front ? Joined(tail, item[name]) : Joined(item[name], tail)));
                break;
            case "SS" or "NS" or "BS":
                ChangeSet(draws, bindings, name, path, type);
                break;
            case "S":
                var fallback = draws.Value("S");
                _sets.Add($"{path} = if_not_exists({path}, {bindings.Value(fallback)})");
                _changes.Add((name, item => item[name] ?? fallback));
                break;
            default:
                _removes.Add(path);
                _changes.Add((name, static _ => null));
                break;
        }
    }

    private void Arithmetic(Draws draws, Bindings bindings, string name, string path)
    {
        var operand = draws.Value("N");
        var start = draws.OneIn(2) ? draws.Value("N") : null;
        var sign = draws.OneIn(2) ? 1 : -1;
        var left = start is null ? path : $"if_not_exists({path}, {bindings.Value(start)})";
        _sets.Add($"{path} = {left} {(sign > 0 ? '+' : '-')} {bindings.Value(operand)}");
        _changes.Add((name, item => Sum(item[name] ?? start ?? throw new CannotUpdateException(), operand, sign)));
    }

    private void ChangeSet(Draws draws, Bindings bindings, string name, string path, string type)
    {
        var elements = draws.Value(type);
        var adds = draws.OneIn(2);
        (adds ? _adds : _deletes).Add($"{path} {bindings.Value(elements)}");
        _changes.Add((name, item =>
        {
            if (item[name] is not { } old)
                return adds ? elements : null;
            if (Values.TypeOf(old) != type)
                throw new CannotUpdateException();
            var changed = Values.Elements(Values.Normal(elements));
            string[] result = adds ? [.. Values.Elements(old).Union(changed)] : [.. Values.Elements(old).Except(changed)];
            return result.Length == 0 ? null : Values.Make(type, new JsonArray([.. result.Select(static element => (JsonNode)element)]));
        }));
    }

    private static JsonObject Sum(JsonNode left, JsonNode right, int sign) => Values.TypeOf(left) == "N"
        ? Values.Make("N", (Values.Number(left) + sign * Values.Number(right)).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : throw new CannotUpdateException();

    private static JsonObject Joined(JsonNode? first, JsonNode? second)
    {
        if (first is null || second is null || Values.TypeOf(first) != "L" || Values.TypeOf(second) != "L")
            throw new CannotUpdateException();
        return Values.Make("L", new JsonArray([.. Values.Content(first).AsArray().Concat(Values.Content(second).AsArray()).Select(static e => e!.DeepClone())]));
    }

    private sealed class CannotUpdateException : Exception;
}
