namespace Ballast.Conformance.Query;

public sealed class NumberKeyConditionTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    [Theory]
    [InlineData("pk = :pk", "1 2 3 4 5 6")]
    [InlineData("pk = :pk AND sk = :two", "2")]
    [InlineData("pk = :pk AND sk = :ten", "")]
    [InlineData("pk = :pk AND sk < :three", "1 2")]
    [InlineData("pk = :pk AND sk <= :three", "1 2 3")]
    [InlineData("pk = :pk AND sk > :four", "5 6")]
    [InlineData("pk = :pk AND sk >= :four", "4 5 6")]
    [InlineData("pk = :pk AND sk BETWEEN :two AND :four", "2 3 4")]
    [InlineData("pk = :pk AND sk BETWEEN :two AND :two", "2")]
    [InlineData("pk = :pk AND sk > :minus", "1 2 3 4 5 6")]
    [InlineData("sk > :four AND pk = :pk", "5 6")]
    [InlineData("(pk = :pk) AND (sk = :fiveAgain)", "5")]
    [InlineData(":pk = pk AND :four < sk", "5 6")]
    [InlineData("#pk = :pk and #sk between :five and :ten", "5 6")]
    public async Task The_items_of_one_partition_come_in_order(string condition, string expected)
    {
        await FillAsync();
        var answer = await table.QueryAsync(condition, ValuesFor(condition), query => query.ExpressionAttributeNames = Vocabulary.NamesIn(condition));
        Assert.Equal(expected, string.Join(' ', answer.Items.Select(item => item["sk"].N)));
        Assert.Equal(answer.Items.Count, answer.Count);
        Assert.Equal(answer.Count, answer.ScannedCount);
        Assert.Null(answer.LastEvaluatedKey);
    }

    [Theory]
    [InlineData("pk = :pk", "6 5 4 3 2 1")]
    [InlineData("pk = :pk AND sk < :three", "2 1")]
    [InlineData("pk = :pk AND sk BETWEEN :two AND :four", "4 3 2")]
    public async Task Backwards_they_come_in_the_opposite_order(string condition, string expected)
    {
        await FillAsync();
        var answer = await table.QueryAsync(condition, ValuesFor(condition), query => query.ScanIndexForward = false);
        Assert.Equal(expected, string.Join(' ', answer.Items.Select(item => item["sk"].N)));
    }

    [Theory]
    [InlineData("sk = :two", "key schema element")]
    [InlineData("pk > :pk", "key condition not supported")]
    [InlineData("pk <> :pk", "KeyConditionExpression")]
    [InlineData("pk = :pk OR sk = :two", "KeyConditionExpression")]
    [InlineData("pk = :pk AND NOT sk = :two", "KeyConditionExpression")]
    [InlineData("pk = :pk AND sk <> :two", "KeyConditionExpression")]
    [InlineData("pk = :pk AND sk IN (:one, :two)", "KeyConditionExpression")]
    [InlineData("pk = :pk AND other = :two", "key")]
    [InlineData("pk = :pk AND begins_with(sk, :hel)", "")]
    [InlineData("pk = :pk AND begins_with(sk, :two)", "")]
    [InlineData("pk = :pk AND attribute_exists(sk)", "KeyConditionExpression")]
    [InlineData("pk = :pk AND sk = :hello", "type")]
    [InlineData("pk = :two", "type")]
    [InlineData("pk = :pk AND sk > :one AND sk < :four", "")]
    [InlineData("pk = :pk AND sk BETWEEN :four AND :one", "BETWEEN")]
    [InlineData("pk = :pk AND pk = :hello", "")]
    [InlineData("pk.x = :pk", "key")]
    [InlineData("pk = pk", "")]
    [InlineData("pk = sk", "")]
    [InlineData("", "KeyConditionExpression")]
    [InlineData("pk =", "KeyConditionExpression")]
    [InlineData("pk = :undefined", "undefined")]
    public Task A_key_condition_that_is_none_is_refused(string condition, string reason) =>
        Refused.AsInvalidAsync(() => table.QueryAsync(condition, ValuesFor(condition)), reason);

    [Fact]
    public Task A_query_needs_a_key_condition() =>
        Refused.AsInvalidAsync(() => table.Client.QueryAsync(new QueryRequest { TableName = table.Name }), "KeyCondition");

    private static Dictionary<string, AttributeValue> ValuesFor(string condition)
    {
        var values = Vocabulary.ValuesIn(condition) ?? [];
        if (condition.Contains(":pk"))
            values[":pk"] = S("filled");
        return values.Count == 0 ? null! : values;
    }

    private async Task FillAsync()
    {
        foreach (var number in new[] { 4, 1, 6, 3, 2, 5 })
            await table.PutAsync(Item(("pk", S("filled")), ("sk", N(number))));
        await table.PutAsync(Item(("pk", S("beside")), ("sk", N(3))));
    }
}

public sealed class TextKeyConditionTests(TextRangeTable table) : IClassFixture<TextRangeTable>
{
    [Theory]
    [InlineData("begins_with(sk, :p)", "order#", "order#1 order#10 order#2")]
    [InlineData("begins_with(sk, :p)", "order#1", "order#1 order#10")]
    [InlineData("begins_with(sk, :p)", "x", "")]
    [InlineData("sk > :p", "order#10", "order#2 profile")]
    [InlineData("sk = :p", "profile", "profile")]
    public async Task Text_is_found_by_its_beginning_and_its_order(string condition, string value, string expected)
    {
        foreach (var key in new[] { "profile", "order#2", "order#10", "order#1", "address" })
            await table.PutAsync(Item(("pk", S("texts")), ("sk", S(key))));
        var answer = await table.QueryAsync("pk = :pk AND " + condition, Item((":pk", S("texts")), (":p", S(value))));
        Assert.Equal(expected, string.Join(' ', answer.Items.Select(item => item["sk"].S)));
    }

    [Fact]
    public async Task A_beginning_ends_where_the_next_character_would()
    {
        var pk = S(table.NewKey());
        foreach (var key in new[] { "a", "a\uffff", "a\U0010FFFF", "b" })
            await table.PutAsync(Item(("pk", pk), ("sk", S(key))));
        var answer = await table.QueryAsync("pk = :pk AND begins_with(sk, :a)", Item((":pk", pk), (":a", S("a"))));
        Assert.Equal(3, answer.Count);
    }

    [Fact]
    public Task An_empty_value_of_a_key_is_refused() =>
        Refused.AsInvalidAsync(() => table.QueryAsync("pk = :pk AND sk = :s", Item((":pk", S("x")), (":s", S("")))), "empty string");
}

public sealed class BinaryKeyConditionTests(BinaryRangeTable table) : IClassFixture<BinaryRangeTable>
{
    [Fact]
    public async Task Bytes_are_found_by_their_beginning_up_to_the_last_byte()
    {
        var pk = S(table.NewKey());
        foreach (var key in new byte[][] { [254, 255], [255], [255, 0], [255, 255], [255, 255, 255] })
            await table.PutAsync(Item(("pk", pk), ("sk", B(key))));
        var answer = await table.QueryAsync("pk = :pk AND begins_with(sk, :p)", Item((":pk", pk), (":p", B(255, 255))));
        Assert.Equal(["FFFF", "FFFFFF"], answer.Items.Select(item => Convert.ToHexString(item["sk"].B.ToArray())));
    }
}
