namespace Ballast.Conformance.DeleteItem;

public sealed class DeleteItemTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    [Fact]
    public async Task A_deleted_item_is_gone_and_its_neighbour_stays()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("sk", N(1))));
        await table.PutAsync(Item(("pk", pk), ("sk", N(2))));
        await table.DeleteAsync(Item(("pk", pk), ("sk", N(1))));
        Assert.Null((await table.GetAsync(Item(("pk", pk), ("sk", N(1))))).Item);
        Assert.NotNull((await table.GetAsync(Item(("pk", pk), ("sk", N(2))))).Item);
    }

    [Fact]
    public async Task A_missing_item_can_be_deleted()
    {
        var answer = await table.DeleteAsync(NewKey(), delete => delete.ReturnValues = ReturnValue.ALL_OLD);
        Assert.Null(answer.Attributes);
    }

    [Fact]
    public async Task The_deleted_item_comes_back_when_asked_for()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(7) });
        var answer = await table.DeleteAsync(key, delete => delete.ReturnValues = ReturnValue.ALL_OLD);
        Canonical.AssertSame(new(key) { ["n"] = N(7) }, answer.Attributes);
    }

    [Fact]
    public async Task Nothing_comes_back_when_nothing_is_asked_for()
    {
        var key = NewKey();
        await table.PutAsync(key);
        Assert.Null((await table.DeleteAsync(key)).Attributes);
    }

    [Theory]
    [InlineData("UPDATED_NEW")]
    [InlineData("UPDATED_OLD")]
    [InlineData("ALL_NEW")]
    public Task Other_return_values_are_refused(string returned) =>
        Refused.AsInvalidAsync(() => table.DeleteAsync(NewKey(), delete => delete.ReturnValues = returned), "return");

    [Fact]
    public async Task A_delete_on_a_condition_that_holds_is_done()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(7) });
        await DeleteIfSevenAsync(key);
        Assert.Null((await table.GetAsync(key)).Item);
    }

    [Fact]
    public async Task A_delete_on_a_condition_that_fails_is_not_done()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(8) });
        await Refused.ByConditionAsync(() => DeleteIfSevenAsync(key));
        Assert.NotNull((await table.GetAsync(key)).Item);
    }

    [Fact]
    public Task A_condition_on_a_missing_item_fails() => Refused.ByConditionAsync(() => DeleteIfSevenAsync(NewKey()));

    [Fact]
    public async Task A_failed_condition_returns_the_item_when_asked_for()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(8) });
        var refusal = await Refused.ByConditionAsync(() => DeleteIfSevenAsync(key, ReturnValuesOnConditionCheckFailure.ALL_OLD));
        Canonical.AssertSame(new(key) { ["n"] = N(8) }, refusal.Item);
    }

    [Fact]
    public Task A_key_that_does_not_fit_the_table_is_refused() =>
        Refused.AsInvalidAsync(() => table.DeleteAsync(Item(("pk", S("x")))), "key");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.DeleteItemAsync(table.Server.UniqueName("missing"), NewKey()));

    private Dictionary<string, AttributeValue> NewKey() => Item(("pk", S(table.NewKey())), ("sk", N(1)));

    private Task DeleteIfSevenAsync(Dictionary<string, AttributeValue> key, ReturnValuesOnConditionCheckFailure? returned = null) =>
        table.DeleteAsync(key, delete =>
        {
            delete.ConditionExpression = "n = :seven";
            delete.ExpressionAttributeValues = Item((":seven", N(7)));
            delete.ReturnValuesOnConditionCheckFailure = returned;
        });
}
