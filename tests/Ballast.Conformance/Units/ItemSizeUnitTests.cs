namespace Ballast.Conformance.Units;

/// <summary>The size of every kind of value, found at the edge where a write begins to cost a second unit.</summary>
public sealed class ItemSizeUnitTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, AttributeValue, int> Sizes { get; } = new()
    {
        { "text is its bytes of UTF-8", S("aä漢"), 6 },
        { "empty text is nothing", S(""), 0 },
        { "bytes are themselves", B(1, 2, 3), 3 },
        { "zero", N("0"), 1 },
        { "one digit", N("5"), 2 },
        { "two digits", N("55"), 2 },
        { "three digits", N("555"), 3 },
        { "a negative number", N("-55"), 3 },
        { "trailing zeros do not count", N("5500"), 2 },
        { "thirty-eight digits", N("12345678901234567890123456789012345678"), 20 },
        { "a truth", Bool(true), 1 },
        { "null", Null, 1 },
        { "a set of text is the sum", SS("a", "bcd"), 4 },
        { "a set of bytes is the sum", BS([1], [2, 3]), 3 },
        { "a set of numbers is the sum", NS("1", "22", "333"), 7 },
        { "an empty list", L(), 3 },
        { "a list", L(S("ab"), Bool(true)), 3 + 1 + 2 + 1 + 1 },
        { "an empty map", M(), 3 },
        { "a map", M(("key", S("ab"))), 3 + 1 + 3 + 2 },
        { "a map in a list", L(M(("k", N("5")))), 3 + 1 + 3 + 1 + 1 + 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes), DisableDiscoveryEnumeration = true)]
    public async Task A_value_has_its_size(string kind, AttributeValue value, int bytes)
    {
        Assert.NotEmpty(kind);
        Assert.Equal((1, 2), (await UnitsAsync(value, 1024 - bytes), await UnitsAsync(value, 1025 - bytes)));
    }

    // The rest of the item, with the name "v" of the value, has exactly this many bytes.
    private async Task<double?> UnitsAsync(AttributeValue value, int restBytes)
    {
        var item = SizedItem.Of(restBytes - "v".Length, ("pk", S(table.NewKey())));
        item["v"] = value;
        var answer = await table.PutAsync(item, put => put.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL);
        return answer.ConsumedCapacity.CapacityUnits;
    }
}
