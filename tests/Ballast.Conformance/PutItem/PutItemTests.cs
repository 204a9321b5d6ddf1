namespace Ballast.Conformance.PutItem;

public sealed class PutItemTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task An_answer_is_empty_when_nothing_is_asked_for()
    {
        var answer = await table.PutAsync(Item(("pk", S(table.NewKey()))));
        Assert.Null(answer.Attributes);
        Assert.Null(answer.ConsumedCapacity);
        Assert.Null(answer.ItemCollectionMetrics);
    }

    [Fact]
    public async Task A_put_replaces_the_whole_item()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("old", N(1)), ("both", N(1))));
        await table.PutAsync(Item(("pk", pk), ("new", N(2)), ("both", N(2))));
        Canonical.AssertSame(Item(("pk", pk), ("new", N(2)), ("both", N(2))), (await table.GetAsync(Item(("pk", pk)))).Item);
    }

    [Fact]
    public async Task The_old_item_comes_back_when_asked_for()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("n", N(1))));
        var answer = await table.PutAsync(Item(("pk", pk), ("n", N(2))), put => put.ReturnValues = ReturnValue.ALL_OLD);
        Canonical.AssertSame(Item(("pk", pk), ("n", N(1))), answer.Attributes);
    }

    [Fact]
    public async Task There_is_no_old_item_when_the_put_is_the_first()
    {
        var answer = await table.PutAsync(Item(("pk", S(table.NewKey()))), put => put.ReturnValues = ReturnValue.ALL_OLD);
        Assert.Null(answer.Attributes);
    }

    [Theory]
    [InlineData("UPDATED_NEW")]
    [InlineData("UPDATED_OLD")]
    [InlineData("ALL_NEW")]
    [InlineData("SOMETHING")]
    public Task Other_return_values_are_refused(string returned) =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("x"))), put => put.ReturnValues = returned), "return");

    [Fact]
    public Task An_item_without_its_key_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("other", S("x")))), "key");

    [Fact]
    public Task A_key_of_the_wrong_type_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", N(5)))), "type mismatch");

    [Fact]
    public Task An_empty_key_is_refused() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("")))), "empty string", "pk");

    [Fact]
    public Task An_unknown_table_is_not_found() =>
        Refused.AsMissingTableAsync(() => table.Client.PutItemAsync(table.Server.UniqueName("missing"), Item(("pk", S("x")))));

    [Fact]
    public Task An_item_is_needed() =>
        Refused.AsInvalidAsync(() => new Wire(table.Server).CallAsync("PutItem", $$"""{"TableName":"{{table.Name}}"}"""), "item");

    [Fact]
    public Task Expressions_do_not_mix_with_the_older_parameters() =>
        Refused.AsInvalidAsync(() => table.PutAsync(Item(("pk", S("x"))), put =>
        {
            put.ConditionExpression = "attribute_not_exists(pk)";
            put.Expected = new() { ["pk"] = new ExpectedAttributeValue(false) };
        }));
}
