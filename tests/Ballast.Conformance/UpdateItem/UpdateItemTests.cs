namespace Ballast.Conformance.UpdateItem;

public sealed class UpdateItemTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task An_update_of_a_missing_item_creates_it()
    {
        var key = NewKey();
        await table.UpdateAsync(key, "SET n = :n", Item((":n", N(1))));
        Canonical.AssertSame(new(key) { ["n"] = N(1) }, (await table.GetAsync(key)).Item);
    }

    [Fact]
    public async Task An_update_of_nothing_creates_an_item_of_only_its_key()
    {
        var key = NewKey();
        await table.UpdateAsync(key, null);
        Canonical.AssertSame(key, (await table.GetAsync(key)).Item);
    }

    [Fact]
    public async Task An_update_that_only_adds_creates_the_item()
    {
        var key = NewKey();
        await table.UpdateAsync(key, "ADD n :n", Item((":n", N(3))));
        Assert.Equal("3", (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task Many_additions_at_once_all_count()
    {
        var key = NewKey();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => table.UpdateAsync(key, "ADD n :n", Item((":n", N(1))))));
        Assert.Equal("50", (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task An_update_on_a_condition_that_holds_is_done()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(1) });
        await SetTwoIfOneAsync(key);
        Assert.Equal("2", (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task An_update_on_a_condition_that_fails_is_not_done()
    {
        var key = NewKey();
        await table.PutAsync(new(key) { ["n"] = N(5) });
        var refusal = await Refused.ByConditionAsync(() => SetTwoIfOneAsync(key));
        Canonical.AssertSame(new(key) { ["n"] = N(5) }, refusal.Item);
        Assert.Equal("5", (await table.GetAsync(key)).Item["n"].N);
    }

    [Fact]
    public async Task A_condition_on_a_missing_item_fails_and_creates_nothing()
    {
        var key = NewKey();
        await Refused.ByConditionAsync(() => SetTwoIfOneAsync(key));
        Assert.Null((await table.GetAsync(key)).Item);
    }

    [Fact]
    public async Task Condition_and_update_share_their_placeholders()
    {
        var key = NewKey();
        await table.UpdateAsync(key, "SET #n = :n", Item((":n", N(1))), update =>
        {
            update.ConditionExpression = "#n <> :n OR attribute_not_exists(#n)";
            update.ExpressionAttributeNames = Names(("#n", "number"));
        });
        Assert.Equal("1", (await table.GetAsync(key)).Item["number"].N);
    }

    [Fact]
    public Task A_key_that_does_not_fit_the_table_is_refused() =>
        Refused.AsInvalidAsync(() => table.UpdateAsync(Item(("other", S("x"))), "REMOVE n"), "key");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.UpdateItemAsync(
            new UpdateItemRequest { TableName = table.Server.UniqueName("missing"), Key = NewKey(), UpdateExpression = "REMOVE n" }));

    private Dictionary<string, AttributeValue> NewKey() => Item(("pk", S(table.NewKey())));

    private Task SetTwoIfOneAsync(Dictionary<string, AttributeValue> key) =>
        table.UpdateAsync(key, "SET n = :two", Item((":one", N(1)), (":two", N(2))), update =>
        {
            update.ConditionExpression = "n = :one";
            update.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        });
}
