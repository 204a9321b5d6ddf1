namespace Ballast.Conformance.Units;

public sealed class IndexUnitTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Fact]
    public async Task A_put_that_enters_two_indexes_costs_one_unit_for_each()
    {
        var consumed = await PutAsync(NewKey(), ("score", N(1)), ("label", S("x")));
        AssertUnits(consumed, 3, 1, ("by_label", 1), ("by_score", 1));
    }

    [Fact]
    public async Task A_put_that_enters_no_index_costs_only_the_table()
    {
        var consumed = await PutAsync(NewKey(), ("note", S("x")));
        AssertUnits(consumed, 1, 1);
    }

    [Fact]
    public async Task The_total_alone_includes_the_indexes()
    {
        var key = NewKey();
        var answer = await table.PutAsync(new(key) { ["score"] = N(1) }, put => put.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL);
        Assert.Equal(2, answer.ConsumedCapacity.CapacityUnits);
        Assert.Null(answer.ConsumedCapacity.LocalSecondaryIndexes);
    }

    [Fact]
    public async Task A_change_of_the_key_of_an_index_costs_a_delete_and_a_put()
    {
        var key = NewKey();
        await PutAsync(key, ("label", S("x")));
        AssertUnits(await UpdateAsync(key, "SET label = :v", S("y")), 3, 1, ("by_label", 2));
    }

    [Fact]
    public async Task Leaving_an_index_costs_one_unit()
    {
        var key = NewKey();
        await PutAsync(key, ("label", S("x")));
        AssertUnits(await UpdateAsync(key, "REMOVE label"), 2, 1, ("by_label", 1));
    }

    [Fact]
    public async Task Entering_an_index_costs_one_unit()
    {
        var key = NewKey();
        await PutAsync(key);
        AssertUnits(await UpdateAsync(key, "SET label = :v", S("x")), 2, 1, ("by_label", 1));
    }

    [Fact]
    public async Task A_change_of_a_projected_attribute_costs_one_unit()
    {
        var key = NewKey();
        await PutAsync(key, ("mark", B(1)), ("color", S("red")));
        AssertUnits(await UpdateAsync(key, "SET color = :v", S("blue")), 2, 1, ("by_mark", 1));
    }

    [Fact]
    public async Task A_change_of_what_is_not_projected_costs_the_index_nothing()
    {
        var key = NewKey();
        await PutAsync(key, ("mark", B(1)), ("label", S("x")));
        AssertUnits(await UpdateAsync(key, "SET note = :v", S("new")), 1, 1);
    }

    [Fact]
    public async Task A_put_of_the_same_item_costs_the_index_nothing()
    {
        var key = NewKey();
        await PutAsync(key, ("score", N(1)), ("label", S("x")));
        AssertUnits(await PutAsync(key, ("score", N(1)), ("label", S("x"))), 1, 1);
    }

    [Fact]
    public async Task A_delete_costs_one_unit_for_each_entry()
    {
        var key = NewKey();
        await PutAsync(key, ("score", N(1)), ("label", S("x")), ("mark", B(1)));
        var answer = await table.DeleteAsync(key, delete => delete.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES);
        AssertUnits(answer.ConsumedCapacity, 4, 1, ("by_label", 1), ("by_mark", 1), ("by_score", 1));
    }

    [Fact]
    public async Task An_entry_costs_by_its_own_size_not_the_items()
    {
        var key = NewKey();
        var consumed = await PutAsync(key, ("label", S("x")), ("note", S(new string('n', 3000))));
        AssertUnits(consumed, 4, 3, ("by_label", 1));
    }

    [Fact]
    public async Task A_query_of_an_index_costs_the_index()
    {
        var key = NewKey();
        await PutAsync(key, ("score", N(1)));
        AssertUnits(await QueryAsync(key, "by_score", consistent: true), 1, 0, ("by_score", 1));
        AssertUnits(await QueryAsync(key, "by_score", consistent: false), 0.5, 0, ("by_score", 0.5));
    }

    [Fact]
    public async Task Fetching_what_is_not_projected_adds_each_item_on_its_own()
    {
        var pk = S(table.NewKey());
        for (var number = 0; number < 3; number++)
            await PutAsync(Item(("pk", pk), ("sk", S($"s{number}"))), ("label", S("x")), ("note", S(new string('n', 5000))));
        AssertUnits(await QueryAsync(Item(("pk", pk)), "by_label", consistent: true, Select.ALL_ATTRIBUTES), 7, 6, ("by_label", 1));
        AssertUnits(await QueryAsync(Item(("pk", pk)), "by_label", consistent: false, Select.ALL_ATTRIBUTES), 3.5, 3, ("by_label", 0.5));
        AssertUnits(await QueryAsync(Item(("pk", pk)), "by_label", consistent: true), 1, 0, ("by_label", 1));
    }

    private Dictionary<string, AttributeValue> NewKey() => Item(("pk", S(table.NewKey())), ("sk", S("s")));

    private async Task<ConsumedCapacity> PutAsync(Dictionary<string, AttributeValue> key, params (string Name, AttributeValue Value)[] attributes) =>
        (await table.PutAsync(
            Item([("pk", key["pk"]), ("sk", key["sk"]), .. attributes]),
            put => put.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES)).ConsumedCapacity;

    private async Task<ConsumedCapacity> UpdateAsync(Dictionary<string, AttributeValue> key, string expression, AttributeValue? value = null) =>
        (await table.UpdateAsync(key, expression, value is null ? null : Item((":v", value)), update =>
            update.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES)).ConsumedCapacity;

    private async Task<ConsumedCapacity> QueryAsync(
        Dictionary<string, AttributeValue> key, string index, bool consistent, Select? select = null) =>
        (await table.QueryAsync("pk = :pk", Item((":pk", key["pk"])), query =>
        {
            (query.IndexName, query.ConsistentRead, query.Select) = (index, consistent, select);
            query.ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES;
        })).ConsumedCapacity;

    private static void AssertUnits(ConsumedCapacity consumed, double total, double ofTable, params (string Index, double Units)[] ofIndexes)
    {
        var indexes = (consumed.LocalSecondaryIndexes ?? []).Where(index => index.Value.CapacityUnits > 0).OrderBy(index => index.Key);
        Assert.Equal(ofIndexes, indexes.Select(index => (index.Key, index.Value.CapacityUnits!.Value)));
        Assert.Equal((total, ofTable), (consumed.CapacityUnits!.Value, consumed.Table.CapacityUnits!.Value));
    }
}
