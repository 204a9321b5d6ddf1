namespace Ballast.Conformance.Expressions;

public sealed class ExpressionLimitTests(HashTable table) : IClassFixture<HashTable>
{
    private const int ExpressionBytesMax = 4096;

    [Fact]
    public Task An_expression_of_four_kilobytes_is_accepted() =>
        FailsItsConditionAsync(Padded(ExpressionBytesMax));

    [Fact]
    public Task An_expression_of_one_byte_more_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync(Padded(ExpressionBytesMax + 1), Item((":v", N(1)))), "expression size");

    [Fact]
    public Task A_list_of_a_hundred_operands_is_accepted() =>
        Refused.ByConditionAsync(() => DeleteAsync(InList(100), InValues(100)));

    [Fact]
    public Task A_list_of_a_hundred_and_one_operands_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync(InList(101), InValues(101)), "IN", "operands");

    [Fact]
    public Task Three_hundred_operators_are_accepted() =>
        Refused.ByConditionAsync(() => DeleteAsync("attribute_exists(pk) AND NOT (" + Comparisons(148) + " OR a < :v)", Item((":v", N(1)))));

    [Fact]
    public Task One_operator_more_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync("attribute_exists(pk) AND (" + Comparisons(149) + " OR a < :v)", Item((":v", N(1)))), "operators");

    [Fact]
    public async Task A_placeholder_of_255_characters_is_accepted()
    {
        var placeholder = ":" + new string('v', 254);
        await Refused.ByConditionAsync(() => DeleteAsync($"a = {placeholder}", Item((placeholder, N(1)))));
    }

    [Fact]
    public Task A_placeholder_of_256_characters_is_refused()
    {
        var placeholder = ":" + new string('v', 255);
        return Refused.AsInvalidAsync(() => DeleteAsync($"a = {placeholder}", Item((placeholder, N(1)))));
    }

    [Fact]
    public async Task A_placeholder_of_a_name_of_255_characters_is_accepted()
    {
        var placeholder = "#" + new string('n', 254);
        await Refused.ByConditionAsync(() => DeleteAsync($"attribute_exists({placeholder})", Names((placeholder, "a"))));
    }

    [Fact]
    public Task A_placeholder_of_a_name_of_256_characters_is_refused()
    {
        var placeholder = "#" + new string('n', 255);
        return Refused.AsInvalidAsync(() => DeleteAsync($"attribute_exists({placeholder})", Names((placeholder, "a"))));
    }

    [Fact]
    public Task A_path_of_thirty_two_parts_is_accepted() => Refused.ByConditionAsync(() => DeleteAsync($"attribute_exists({Path(32)})", Names(("#p", "p"))));

    [Fact]
    public Task A_path_of_thirty_three_parts_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync($"attribute_exists({Path(33)})", Names(("#p", "p"))), "nesting levels");

    [Fact]
    [DynamoDBLocalDiffers("measures them in another way")]
    public Task Names_of_more_than_two_megabytes_are_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync("attribute_exists(#n0)", Names([.. Enumerable.Range(0, 40).Select(number => ($"#n{number}", new string('n', 60_000)))])), "max size");

    private static string Path(int parts) => string.Join('.', Enumerable.Repeat("#p", parts));

    private Task DeleteAsync(string condition, Dictionary<string, string> names) =>
        table.DeleteAsync(Item(("pk", S("never there"))), delete =>
        {
            delete.ConditionExpression = condition;
            delete.ExpressionAttributeNames = names;
        });

    private static string Padded(int bytes) => "a = :v".PadRight(bytes);

    private static string InList(int operands) => $"a IN ({string.Join(',', InValues(operands).Keys)})";

    private static Dictionary<string, AttributeValue> InValues(int operands) =>
        Enumerable.Range(0, operands).ToDictionary(number => $":v{number}", number => N(number));

    // One comparison each, and one OR fewer than there are comparisons.
    private static string Comparisons(int count) => string.Join(" OR ", Enumerable.Repeat("a = :v", count));

    private Task FailsItsConditionAsync(string condition) => Refused.ByConditionAsync(() => DeleteAsync(condition, Item((":v", N(1)))));

    private Task DeleteAsync(string condition, Dictionary<string, AttributeValue> values) =>
        table.DeleteAsync(Item(("pk", S("never there"))), delete =>
        {
            delete.ConditionExpression = condition;
            delete.ExpressionAttributeValues = values;
        });
}
