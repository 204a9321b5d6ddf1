namespace Ballast.Conformance.LocalIndexes;

/// <summary>The partition that the reading tests share: five items, of which some are missing from some indexes.</summary>
public static class IndexedItems
{
    public static readonly AttributeValue Partition = S("shared");

    // sk   score  label  mark   color
    // a     30    x      01     red
    // b     10    y      02     blue
    // c     20    -      03     -
    // d     -     x      -      red
    // e     10    w      01     green
    public static async Task PutAllAsync(IndexedTable table)
    {
        await table.PutAsync(Of("a", ("score", N(30)), ("label", S("x")), ("mark", B(1)), ("color", S("red")), ("note", S("n"))));
        await table.PutAsync(Of("b", ("score", N(10)), ("label", S("y")), ("mark", B(2)), ("color", S("blue")), ("note", S("n"))));
        await table.PutAsync(Of("c", ("score", N(20)), ("mark", B(3)), ("note", S("n"))));
        await table.PutAsync(Of("d", ("label", S("x")), ("color", S("red")), ("note", S("n"))));
        await table.PutAsync(Of("e", ("score", N(10)), ("label", S("w")), ("mark", B(1)), ("color", S("green")), ("note", S("n"))));
    }

    public static string SortKeysOf(IEnumerable<Dictionary<string, AttributeValue>> items) => string.Join(' ', items.Select(item => item["sk"].S));

    private static Dictionary<string, AttributeValue> Of(string sk, params (string Name, AttributeValue Value)[] others) =>
        Item([("pk", Partition), ("sk", S(sk)), .. others]);
}
