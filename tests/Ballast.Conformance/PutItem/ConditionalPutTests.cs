namespace Ballast.Conformance.PutItem;

public sealed class ConditionalPutTests(HashTable table) : IClassFixture<HashTable>
{
    [Fact]
    public async Task A_put_only_if_absent_succeeds_once()
    {
        var item = Item(("pk", S(table.NewKey())), ("n", N(1)));
        await PutIfAbsentAsync(item);
        await Refused.ByConditionAsync(() => PutIfAbsentAsync(item));
    }

    [Fact]
    public async Task A_failed_condition_changes_nothing()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("n", N(1))));
        await Refused.ByConditionAsync(() => table.PutAsync(
            Item(("pk", pk), ("n", N(2))), put =>
            {
                put.ConditionExpression = "n > :n";
                put.ExpressionAttributeValues = Item((":n", N(1)));
            }));
        Assert.Equal("1", (await table.GetAsync(Item(("pk", pk)))).Item["n"].N);
    }

    [Fact]
    public async Task A_condition_sees_the_old_item_not_the_new()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("n", N(1))));
        await table.PutAsync(Item(("pk", pk), ("n", N(2))), put =>
        {
            put.ConditionExpression = "n = :n";
            put.ExpressionAttributeValues = Item((":n", N(1)));
        });
        Assert.Equal("2", (await table.GetAsync(Item(("pk", pk)))).Item["n"].N);
    }

    [Fact]
    public async Task A_failed_condition_returns_no_item_unless_asked()
    {
        var item = Item(("pk", S(table.NewKey())));
        await table.PutAsync(item);
        Assert.Null((await Refused.ByConditionAsync(() => PutIfAbsentAsync(item))).Item);
    }

    [Fact]
    public async Task A_failed_condition_returns_the_item_that_was_there()
    {
        var pk = S(table.NewKey());
        await table.PutAsync(Item(("pk", pk), ("n", N(1)), ("l", L(S("x")))));
        var refusal = await Refused.ByConditionAsync(() => table.PutAsync(Item(("pk", pk)), put =>
        {
            put.ConditionExpression = "attribute_not_exists(pk)";
            put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        }));
        Canonical.AssertSame(Item(("pk", pk), ("n", N(1)), ("l", L(S("x")))), refusal.Item);
    }

    [Fact]
    public async Task A_failed_condition_on_nothing_returns_no_item()
    {
        var refusal = await Refused.ByConditionAsync(() => table.PutAsync(Item(("pk", S(table.NewKey()))), put =>
        {
            put.ConditionExpression = "attribute_exists(pk)";
            put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        }));
        Assert.Null(refusal.Item);
    }

    [Fact]
    public async Task Of_many_puts_at_once_one_wins()
    {
        var pk = S(table.NewKey());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            try
            {
                await PutIfAbsentAsync(Item(("pk", pk), ("by", N(number))));
                return number;
            }
            catch (ConditionalCheckFailedException)
            {
                return -1;
            }
        }));
        var winner = Assert.Single(outcomes, number => number >= 0);
        Assert.Equal(winner.ToString(), (await table.GetAsync(Item(("pk", pk)))).Item["by"].N);
    }

    private Task PutIfAbsentAsync(Dictionary<string, AttributeValue> item) =>
        table.PutAsync(item, put => put.ConditionExpression = "attribute_not_exists(pk)");
}
