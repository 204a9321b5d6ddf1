namespace Ballast.Conformance.Values;

public sealed class ValueRoundTripTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, AttributeValue> Values { get; } = new()
    {
        { "a string", S("hello") },
        { "a string of all sorts of characters", S("tab\t quote\" back\\slash \u0001 ä 漢字 \U0001F680 \u2028") },
        { "an empty string", S("") },
        { "a number", N("42") },
        { "a negative fraction", N("-0.001") },
        { "bytes", B(0, 1, 127, 128, 255) },
        { "no bytes", B() },
        { "true", Bool(true) },
        { "false", Bool(false) },
        { "null", Null },
        { "a set of strings", SS("a", "b", "ä") },
        { "a set with the empty string", SS("", "a") },
        { "a set of numbers", NS("1", "-2", "3.5") },
        { "a set of bytes", BS([1], [2, 3], [255]) },
        { "a list of every kind", L(S("x"), N(1), B(7), Bool(true), Null, SS("a"), NS("1"), BS([9]), L(), M()) },
        { "an empty list", L() },
        { "a map of every kind", M(("s", S("x")), ("n", N(1)), ("b", B(7)), ("t", Bool(false)), ("z", Null), ("l", L(N(1))), ("m", M(("k", S("v"))))) },
        { "an empty map", M() },
        { "a map with odd names", M(("with.dot", N(1)), ("with space", N(2)), ("#hash", N(3)), ("ä", N(4))) },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task A_value_comes_back_as_it_was_put(string kind, AttributeValue value)
    {
        var item = Item(("pk", S(kind)), ("value", value));
        await table.PutAsync(item);
        Canonical.AssertSame(item, (await table.GetAsync(Item(("pk", S(kind))))).Item);
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task A_value_comes_back_as_it_was_set(string kind, AttributeValue value)
    {
        var key = Item(("pk", S("set " + kind)));
        await table.UpdateAsync(key, "SET #v = :v", Item((":v", value)), update => update.ExpressionAttributeNames = Names(("#v", "value")));
        Canonical.AssertSame(value, (await table.GetAsync(key)).Item["value"]);
    }

    [Fact]
    public async Task Attribute_names_may_hold_any_character()
    {
        var item = Item(("pk", S(table.NewKey())), ("a b", N(1)), ("a.b", N(2)), ("日本", N(3)), ("#", N(4)), (":x", N(5)), ("\"", N(6)));
        await table.PutAsync(item);
        Canonical.AssertSame(item, (await table.GetAsync(Item(("pk", item["pk"])))).Item);
    }

    [Fact]
    public async Task A_list_keeps_its_order_and_its_repetitions()
    {
        var item = Item(("pk", S(table.NewKey())), ("list", L(N(3), N(1), N(3), S("1"))));
        await table.PutAsync(item);
        Canonical.AssertSame(item, (await table.GetAsync(Item(("pk", item["pk"])))).Item);
    }
}
