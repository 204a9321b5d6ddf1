using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Reference;

/// <summary>A row of a table or of an index: what is stored there, and the item behind it.</summary>
internal sealed record Row(JsonObject Entry, JsonObject Item);

/// <summary>What a write costs: the table, and each index by name where it cost anything.</summary>
internal sealed record WriteCost(double Table, Dictionary<string, double> Indexes);

/// <summary>The reference: items by key in a dictionary, and everything else found by looking at all of them.</summary>
internal sealed class Model(Shape shape)
{
    private readonly Dictionary<string, JsonObject> _items = [];

    public IEnumerable<JsonObject> Items => _items.Values;

    public JsonObject? Find(JsonObject key) => _items.GetValueOrDefault(Values.Canonical(Values.Normal(key)));

    /// <summary>Stores an item, or removes one where <paramref name="after"/> is null.</summary>
    public WriteCost Write(JsonObject key, JsonObject? after)
    {
        var name = Values.Canonical(Values.Normal(key));
        var before = _items.GetValueOrDefault(name);
        if (after is null)
            _items.Remove(name);
        else
            _items[name] = Values.Normal(after);
        return CostOf(before, after is null ? null : _items[name]);
    }

    /// <summary>All rows of one partition in order.</summary>
    public List<Row> RowsOf(JsonNode partition, IndexShape? index)
    {
        var wanted = Values.Canonical(partition);
        var rows = _items.Values.Where(item => Values.Canonical(item[shape.Partition.Name]!) == wanted)
            .Where(item => index is null || item.ContainsKey(index.Sort.Name))
            .Select(item => new Row(EntryOf(item, index), item)).ToList();
        rows.Sort((x, y) => Compare(x.Item, y.Item, index));
        return rows;
    }

    public JsonObject EntryOf(JsonObject item, IndexShape? index) => index is null
        ? item
        : new JsonObject(item.Where(attribute => shape.Projects(index, attribute.Key)).Select(static a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value!.DeepClone())));

    private int Compare(JsonObject x, JsonObject y, IndexShape? index)
    {
        var order = index is null ? 0 : Values.Compare(x[index.Sort.Name]!, y[index.Sort.Name]!);
        return order != 0 || shape.Sort is null ? order : Values.Compare(x[shape.Sort.Name]!, y[shape.Sort.Name]!);
    }

    private WriteCost CostOf(JsonObject? before, JsonObject? after)
    {
        var indexes = new Dictionary<string, double>();
        foreach (var index in shape.Indexes)
            if (CostOf(index, before, after) is var cost and > 0)
                indexes[index.Name] = cost;
        return new WriteCost(Units(Math.Max(Size(before), Size(after))), indexes);
    }

    private double CostOf(IndexShape index, JsonObject? before, JsonObject? after)
    {
        var old = before?.ContainsKey(index.Sort.Name) == true ? EntryOf(before, index) : null;
        var young = after?.ContainsKey(index.Sort.Name) == true ? EntryOf(after, index) : null;
        if (old is null || young is null)
            return old is null && young is null ? 0 : Units(Size(old) + Size(young));
        if (!Values.AreEqual(old[index.Sort.Name]!, young[index.Sort.Name]!))
            return Units(Size(old)) + Units(Size(young));
        return Values.Canonical(old) == Values.Canonical(young) ? 0 : Units(Math.Max(Size(old), Size(young)));
    }

    private static int Size(JsonObject? item) => item is null ? 0 : Values.SizeOf(item);

    private static double Units(int bytes) => Math.Max(1, Math.Ceiling(bytes / 1024.0));
}
