namespace Ballast.Conformance.Keys;

public sealed class TextKeyTests(TextRangeTable table) : IClassFixture<TextRangeTable>
{
    [Fact]
    public async Task A_partition_key_of_2048_bytes_and_a_sort_key_of_1024_are_kept()
    {
        var key = Item(("pk", S(new string('p', 2048))), ("sk", S(new string('s', 1024))));
        await table.PutAsync(key);
        Canonical.AssertSame(key, (await table.GetAsync(key)).Item);
    }

    [Fact]
    public Task A_partition_key_of_2049_bytes_is_refused() => IsRefusedAsync(new string('p', 2049), "s", "2048");

    [Fact]
    public Task A_sort_key_of_1025_bytes_is_refused() => IsRefusedAsync("p", new string('s', 1025), "1024");

    [Fact]
    public Task Key_sizes_are_counted_in_bytes_of_utf8() => IsRefusedAsync(new string('ä', 1025), "s", "2048");

    [Fact]
    public Task An_empty_sort_key_is_refused() => IsRefusedAsync("p", "", "empty string");

    [Fact]
    public async Task Keys_that_differ_only_by_normalisation_or_case_are_different_items()
    {
        var pk = S(table.NewKey());
        string[] keys = ["\u00e9", "e\u0301", "E", "e", "e "];
        foreach (var key in keys)
            await table.PutAsync(Item(("pk", pk), ("sk", S(key))));
        Assert.Equal(keys.Length, (await table.QueryAsync("pk = :pk", Item((":pk", pk)))).Count);
    }

    [Fact]
    public async Task Text_is_sorted_by_its_bytes_of_utf8()
    {
        // U+FF61 comes after U+1F680 in UTF-16, and before it in UTF-8.
        string[] sorted = ["", "\u0000", "A", "B", "a", "aa", "ab", "b", "~", "\u00e4", "\u6f22", "\uff61", "\U0001F680"];
        var pk = S(table.NewKey());
        foreach (var key in sorted.Skip(1).Reverse())
            await table.PutAsync(Item(("pk", pk), ("sk", S(key))));
        var found = await table.QueryAsync("pk = :pk", Item((":pk", pk)));
        Assert.Equal(sorted.Skip(1), found.Items.Select(item => item["sk"].S));
    }

    private Task IsRefusedAsync(string pk, string sk, string reason) =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S(pk)), ("sk", S(sk)))), reason);
}

public sealed class NumberKeyTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    private static readonly string[] Sorted =
    [
        "-9.9E125", "-100000", "-99999.5", "-10", "-9", "-1.5", "-1", "-0.1", "-0.01", "-1E-130", "0", "1E-130", "0.001", "0.01", "0.1", "0.99",
        "1", "1.00000000000000000000000000000000001", "1.5", "2", "9", "10", "11", "99", "100", "12345678901234567890123456789012345678", "9.9E125",
    ];

    [Fact]
    public async Task Numbers_are_sorted_by_value()
    {
        var pk = S(table.NewKey());
        foreach (var (number, place) in Sorted.Select((number, place) => (number, place)).OrderBy(pair => pair.number, StringComparer.Ordinal))
            await table.PutAsync(Item(("pk", pk), ("sk", N(number)), ("place", N(place))));
        var found = await table.QueryAsync("pk = :pk", Item((":pk", pk)));
        Assert.Equal(Enumerable.Range(0, Sorted.Length).Select(place => place.ToString()), found.Items.Select(item => item["place"].N));
    }

    [Fact]
    public async Task One_number_is_one_key_however_it_is_written()
    {
        var pk = S(table.NewKey());
        foreach (var number in new[] { "10", "10.0", "1E1", "010" })
            await table.PutAsync(Item(("pk", pk), ("sk", N(number))));
        Assert.Equal("10", Assert.Single((await table.QueryAsync("pk = :pk", Item((":pk", pk)))).Items)["sk"].N);
    }
}

public sealed class BinaryKeyTests(BinaryRangeTable table) : IClassFixture<BinaryRangeTable>
{
    [Fact]
    public async Task Bytes_are_sorted_unsigned_and_shorter_first()
    {
        byte[][] sorted = [[0], [0, 0], [0, 1], [1], [1, 0], [127], [127, 255], [128], [255], [255, 0], [255, 255]];
        var pk = S(table.NewKey());
        foreach (var key in sorted.Reverse())
            await table.PutAsync(Item(("pk", pk), ("sk", B(key))));
        var found = await table.QueryAsync("pk = :pk", Item((":pk", pk)));
        Assert.Equal(sorted.Select(Convert.ToHexString), found.Items.Select(item => Convert.ToHexString(item["sk"].B.ToArray())));
    }

    [Fact]
    public Task Empty_bytes_are_refused_in_a_key() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("x")), ("sk", B()))), "empty binary");
}

public sealed class NumberHashKeyTests(NumberHashTable table) : IClassFixture<NumberHashTable>
{
    [Fact]
    public async Task A_number_finds_its_item_however_it_is_written()
    {
        await table.PutAsync(Item(("pk", N("100")), ("is", S("hundred"))));
        Assert.Equal("hundred", (await table.GetAsync(Item(("pk", N("1.00E2"))))).Item["is"].S);
    }

    [Fact]
    public async Task Numbers_that_differ_in_the_last_of_38_digits_are_different_keys()
    {
        await table.PutAsync(Item(("pk", N("12345678901234567890123456789012345678")), ("is", S("8"))));
        await table.PutAsync(Item(("pk", N("12345678901234567890123456789012345679")), ("is", S("9"))));
        Assert.Equal("8", (await table.GetAsync(Item(("pk", N("12345678901234567890123456789012345678"))))).Item["is"].S);
    }
}

public sealed class BinaryHashKeyTests(BinaryHashTable table) : IClassFixture<BinaryHashTable>
{
    [Fact]
    public async Task Bytes_find_their_item()
    {
        await table.PutAsync(Item(("pk", B(0, 255)), ("is", S("edge"))));
        await table.PutAsync(Item(("pk", B(0, 255, 0)), ("is", S("longer"))));
        Assert.Equal("edge", (await table.GetAsync(Item(("pk", B(0, 255))))).Item["is"].S);
    }
}
