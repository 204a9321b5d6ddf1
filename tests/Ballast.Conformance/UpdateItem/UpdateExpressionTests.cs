namespace Ballast.Conformance.UpdateItem;

/// <summary>Each row: what the item holds, the update, and what it holds afterwards (beside its key).</summary>
public sealed class UpdateExpressionTests(HashTable table) : IClassFixture<HashTable>
{
    private static readonly Dictionary<string, AttributeValue> Before = Item(
        ("n", N(5)), ("s", S("hello")), ("b", Bool(true)), ("ss", SS("a", "b")), ("ns", NS("1", "2")), ("bs", BS([1], [2])),
        ("shelf", L(N(0), N(1), N(2))), ("box", M(("x", N(5)), ("deep", M(("er", S("est")))))));

    public static TheoryData<string, string, AttributeValue?> Updates { get; } = new()
    {
        { "SET n = :two", "n", N(2) },
        { "SET n = :hello", "n", S("hello") },
        { "set n = :two", "n", N(2) },
        { "SET fresh = :two", "fresh", N(2) },
        { "SET fresh = n", "fresh", N(5) },
        { "SET fresh = box.deep", "fresh", M(("er", S("est"))) },
        { "SET fresh = shelf[1]", "fresh", N(1) },
        { "SET n = n + :two", "n", N(7) },
        { "SET n = n - :ten", "n", N(-5) },
        { "SET n = :ten - n", "n", N(5) },
        { "SET n = :one + :two", "n", N(3) },
        { "SET n = n + n", "n", N(10) },
        { "SET n = n + box.x", "n", N(10) },
        { "SET fresh = if_not_exists(fresh, :two)", "fresh", N(2) },
        { "SET n = if_not_exists(n, :two)", "n", N(5) },
        { "SET fresh = if_not_exists(fresh, :zero) + :one", "fresh", N(1) },
        { "SET n = if_not_exists(n, :zero) + :one", "n", N(6) },
        { "SET fresh = if_not_exists(absent, n)", "fresh", N(5) },
        { "SET fresh = if_not_exists(box.y, if_not_exists(box.x, :one))", "fresh", N(5) },
        { "SET shelf = list_append(shelf, :listTurned)", "shelf", L(N(0), N(1), N(2), S("one"), N(0)) },
        { "SET shelf = list_append(:listTurned, shelf)", "shelf", L(S("one"), N(0), N(0), N(1), N(2)) },
        { "SET fresh = list_append(if_not_exists(fresh, :noList), :listTurned)", "fresh", L(S("one"), N(0)) },
        { "SET shelf[1] = :a", "shelf", L(N(0), S("a"), N(2)) },
        { "SET shelf[3] = :a", "shelf", L(N(0), N(1), N(2), S("a")) },
        { "SET shelf[99] = :a", "shelf", L(N(0), N(1), N(2), S("a")) },
        { "SET shelf[50] = :b, shelf[40] = :a", "shelf", L(N(0), N(1), N(2), S("a"), S("b")) },
        { "SET box.x = :two", "box", M(("x", N(2)), ("deep", M(("er", S("est"))))) },
        { "SET box.fresh = :two", "box", M(("x", N(5)), ("fresh", N(2)), ("deep", M(("er", S("est"))))) },
        { "SET box.deep.er = :a", "box", M(("x", N(5)), ("deep", M(("er", S("a"))))) },
        { "SET #box.#deep.#er = :a", "box", M(("x", N(5)), ("deep", M(("er", S("a"))))) },
        { "SET #dotted = :a", "with.dot", S("a") },
        { "SET fresh = (n + :one)", "fresh", N(6) },
        { "REMOVE n", "n", null },
        { "REMOVE absent", "n", N(5) },
        { "REMOVE box.x", "box", M(("deep", M(("er", S("est"))))) },
        { "REMOVE box.absent", "box", M(("x", N(5)), ("deep", M(("er", S("est"))))) },
        { "REMOVE shelf[0]", "shelf", L(N(1), N(2)) },
        { "REMOVE shelf[0], shelf[2]", "shelf", L(N(1)) },
        { "REMOVE shelf[9]", "shelf", L(N(0), N(1), N(2)) },
        { "REMOVE n, s, ss", "s", null },
        { "ADD n :two", "n", N(7) },
        { "ADD n :minus", "n", N(4) },
        { "ADD fresh :two", "fresh", N(2) },
        { "ADD ss :ssOther", "ss", SS("a", "b", "c") },
        { "ADD fresh :ss", "fresh", SS("a", "b") },
        { "ADD ns :ns", "ns", NS("1", "2") },
        { "ADD bs :bs", "bs", BS([1], [2]) },
        { "ADD box.x :two", "box", M(("x", N(7)), ("deep", M(("er", S("est"))))) },
        { "DELETE ss :ssOther", "ss", SS("b") },
        { "DELETE ss :ss", "ss", null },
        { "DELETE ns :ns", "ns", null },
        { "DELETE fresh :ss", "fresh", null },
        { "SET s = :a REMOVE b ADD n :one DELETE ss :ssOther", "n", N(6) },
        { "DELETE ss :ssOther ADD n :one REMOVE b SET s = :a", "s", S("a") },
        { "SET n = s, s = n", "n", S("hello") },
        { "SET n = s, s = n", "s", N(5) },
        { "SET fresh = n REMOVE n", "fresh", N(5) },
    };

    [Theory]
    [MemberData(nameof(Updates), DisableDiscoveryEnumeration = true)]
    public async Task An_update_changes_what_it_names(string expression, string attribute, AttributeValue? expected)
    {
        var key = Item(("pk", S(table.NewKey())));
        await table.PutAsync(new(Before) { ["pk"] = key["pk"] });
        var answer = await table.UpdateAsync(key, expression, Vocabulary.ValuesIn(expression), update =>
        {
            update.ExpressionAttributeNames = Vocabulary.NamesIn(expression);
            update.ReturnValues = ReturnValue.ALL_NEW;
        });
        var found = (await table.GetAsync(key)).Item;
        Canonical.AssertSame(found, answer.Attributes);
        Assert.Equal(expected is null ? "(none)" : Canonical.Of(expected), found.TryGetValue(attribute, out var value) ? Canonical.Of(value) : "(none)");
    }

    [Fact]
    public async Task An_update_leaves_everything_else_alone()
    {
        var key = Item(("pk", S(table.NewKey())));
        Dictionary<string, AttributeValue> item = new(Before) { ["pk"] = key["pk"] };
        await table.PutAsync(item);
        await table.UpdateAsync(key, "SET n = :n", Item((":n", N(6))));
        item["n"] = N(6);
        Canonical.AssertSame(item, (await table.GetAsync(key)).Item);
    }
}
