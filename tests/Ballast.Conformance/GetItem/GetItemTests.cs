namespace Ballast.Conformance.GetItem;

public sealed class GetItemTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    [Fact]
    public async Task A_missing_item_is_an_empty_answer()
    {
        var answer = await table.GetAsync(Item(("pk", S(table.NewKey())), ("sk", N(1))));
        Assert.Null(answer.Item);
        Assert.Null(answer.ConsumedCapacity);
    }

    [Fact]
    public async Task An_item_is_found_by_both_parts_of_its_key()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("sk", N(1)), ("is", S("one"))));
        await table.PutAsync(Item(("pk", pk), ("sk", N(2)), ("is", S("two"))));
        Assert.Equal("two", (await table.GetAsync(Item(("pk", pk), ("sk", N(2))))).Item["is"].S);
    }

    [Fact]
    public async Task A_number_key_matches_by_value()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("sk", N("1.50"))));
        Assert.Equal("1.5", (await table.GetAsync(Item(("pk", pk), ("sk", N("15E-1"))))).Item["sk"].N);
    }

    [Fact]
    public async Task An_item_is_found_through_the_arn_of_its_table()
    {
        var key = Item(("pk", S(table.NewKey())), ("sk", N(1)));
        await table.PutAsync(key);
        var answer = await table.Client.GetItemAsync(table.Arn, key, consistentRead: true);
        Canonical.AssertSame(key, answer.Item);
    }

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.GetItemAsync(table.Server.UniqueName("missing"), Item(("pk", S("x")), ("sk", N(1)))));

    [Fact]
    public Task A_key_without_its_sort_key_is_refused() => KeyIsRefusedAsync(Item(("pk", S("x"))));

    [Fact]
    public Task A_key_without_its_partition_key_is_refused() => KeyIsRefusedAsync(Item(("sk", N(1))));

    [Fact]
    public Task A_key_with_a_further_attribute_is_refused() => KeyIsRefusedAsync(Item(("pk", S("x")), ("sk", N(1)), ("more", N(1))));

    [Fact]
    public Task A_key_of_the_wrong_type_is_refused() => KeyIsRefusedAsync(Item(("pk", S("x")), ("sk", S("1"))));

    [Fact]
    public Task An_empty_key_is_refused() => KeyIsRefusedAsync([]);

    [Fact]
    public Task An_empty_partition_key_is_refused() =>
        Refused.AsInvalidAsync(() => table.GetAsync(Item(("pk", S("")), ("sk", N(1)))), "empty string", "pk");

    [Fact]
    public Task A_table_name_is_needed() =>
        Refused.AsInvalidAsync(() => new Wire(table.Server).CallAsync("GetItem", """{"Key":{"pk":{"S":"x"}}}"""), "tableName");

    [Fact]
    public Task A_key_is_needed() =>
        Refused.AsInvalidAsync(
            () => new Wire(table.Server).CallAsync("GetItem", $$"""{"TableName":"{{table.Name}}"}"""), "key");

    private Task KeyIsRefusedAsync(Dictionary<string, AttributeValue> key) =>
        Refused.AsInvalidAsync(() => table.GetAsync(key), "key");
}
