namespace Ballast.Conformance.UpdateItem;

public sealed class UpdateReturnValuesTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public Task None_returns_nothing() => ReturnsAsync("NONE", "SET n = :two", null);

    [Fact]
    public Task All_old_returns_the_item_before() =>
        ReturnsAsync("ALL_OLD", "SET n = :two", Item(("pk", S("it")), ("n", N(1)), ("s", S("x")), ("box", M(("x", N(1)), ("y", N(2)))), ("shelf", L(N(0), N(1)))));

    [Fact]
    public Task All_new_returns_the_item_after() =>
        ReturnsAsync("ALL_NEW", "SET n = :two REMOVE s, box, shelf", Item(("pk", S("it")), ("n", N(2))));

    [Fact]
    public Task Updated_old_returns_the_named_attributes_before() =>
        ReturnsAsync("UPDATED_OLD", "SET n = :two REMOVE s", Item(("n", N(1)), ("s", S("x"))));

    [Fact]
    public Task Updated_new_returns_the_named_attributes_after() => ReturnsAsync("UPDATED_NEW", "SET n = :two, fresh = :a REMOVE s", Item(("n", N(2)), ("fresh", S("a"))));

    [Fact]
    public Task Updated_old_of_a_new_attribute_is_nothing() => ReturnsAsync("UPDATED_OLD", "SET fresh = :two", null);

    [Fact]
    public Task Updated_new_of_a_removed_attribute_is_nothing() => ReturnsAsync("UPDATED_NEW", "REMOVE s", null);

    [Fact]
    public Task Updated_new_of_an_addition_is_the_sum() => ReturnsAsync("UPDATED_NEW", "ADD n :ten", Item(("n", N(11))));

    [Fact]
    [DynamoDBLocalDiffers("returns the whole attribute")]
    public Task Updated_new_of_a_nested_path_is_only_that_path() => ReturnsAsync("UPDATED_NEW", "SET box.x = :two", Item(("box", M(("x", N(2))))));

    [Fact]
    [DynamoDBLocalDiffers("returns the whole attribute")]
    public Task Updated_old_of_a_nested_path_is_only_that_path() => ReturnsAsync("UPDATED_OLD", "SET box.x = :two", Item(("box", M(("x", N(1))))));

    [Fact]
    [DynamoDBLocalDiffers("returns the whole attribute")]
    public Task Updated_new_of_a_list_element_is_a_list_of_that_element() => ReturnsAsync("UPDATED_NEW", "SET shelf[1] = :two", Item(("shelf", L(N(2)))));

    [Fact]
    public Task Updated_new_repeats_a_value_that_did_not_change() => ReturnsAsync("UPDATED_NEW", "SET n = :one", Item(("n", N(1))));

    [Theory]
    [InlineData("ALL_OLD")]
    [InlineData("UPDATED_OLD")]
    public async Task There_is_nothing_old_about_a_new_item(string returned)
    {
        var answer = await table.UpdateAsync(
            Item(("pk", S(table.NewKey()))), "SET n = :n", Item((":n", N(1))), update => update.ReturnValues = returned);
        Assert.Null(answer.Attributes);
    }

    [Fact]
    public async Task All_new_of_a_new_item_has_its_key()
    {
        var key = Item(("pk", S(table.NewKey())));
        var answer = await table.UpdateAsync(key, "SET n = :n", Item((":n", N(1))), update => update.ReturnValues = ReturnValue.ALL_NEW);
        Canonical.AssertSame(new(key) { ["n"] = N(1) }, answer.Attributes);
    }

    [Fact]
    public Task An_unknown_return_value_is_refused() =>
        Refused.AsInvalidAsync(
            () => table.UpdateAsync(Item(("pk", S("it"))), "REMOVE n", null, update => update.ReturnValues = "EVERYTHING"), "return");

    private async Task ReturnsAsync(string returned, string expression, Dictionary<string, AttributeValue>? expected)
    {
        var it = Item(("pk", S("it")), ("n", N(1)), ("s", S("x")), ("box", M(("x", N(1)), ("y", N(2)))), ("shelf", L(N(0), N(1))));
        await table.PutAsync(it);
        var answer = await table.UpdateAsync(
            Item(("pk", S("it"))), expression, Vocabulary.ValuesIn(expression), update => update.ReturnValues = returned);
        Canonical.AssertSame(expected, answer.Attributes);
    }
}
