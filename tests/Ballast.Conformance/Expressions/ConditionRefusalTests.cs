namespace Ballast.Conformance.Expressions;

public sealed class ConditionRefusalTests(HashTable table) : IClassFixture<HashTable>
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("n")]
    [InlineData("n =")]
    [InlineData("n = = :one")]
    [InlineData("n == :one")]
    [InlineData("n != :one")]
    [InlineData("n = 5")]
    [InlineData("n = \"x\"")]
    [InlineData("n = :one AND")]
    [InlineData("AND n = :one")]
    [InlineData("n = :one :two")]
    [InlineData("(n = :one")]
    [InlineData("n = :one)")]
    [InlineData("n BETWEEN :one")]
    [InlineData("n BETWEEN :one :two")]
    [InlineData("n IN ()")]
    [InlineData("n IN :one")]
    [InlineData("n IN (:one,)")]
    [InlineData("NOT")]
    [InlineData("size(n)")]
    [InlineData("attribute_exists n")]
    [InlineData("n = :one; s = :two")]
    [InlineData("n & s")]
    [InlineData("n = :one AND OR s = :two")]
    public Task A_malformed_condition_is_refused(string condition) => IsRefusedAsync(condition, "ConditionExpression");

    [Theory]
    [InlineData("unknown(n)", "function")]
    [InlineData("ATTRIBUTE_EXISTS(n)", "function")]
    [InlineData("if_not_exists(n, :one)", "function")]
    [InlineData("attribute_exists(n, s)", "operand")]
    [InlineData("attribute_exists(:one)", "path")]
    [InlineData("attribute_type(n)", "operand")]
    [InlineData("attribute_type(n, :X)", "type")]
    [InlineData("attribute_type(n, :one)", "type")]
    [InlineData("begins_with(s)", "operand")]
    [InlineData("begins_with(s, :one)", "operand type")]
    [InlineData("begins_with(s, :ss)", "operand type")]
    [InlineData("contains(s)", "operand")]
    [InlineData("size(s, n) = :one", "operand")]
    [InlineData("n < :true", "operand type")]
    [InlineData("n > :ss", "operand type")]
    [InlineData("n <= :null", "operand type")]
    [InlineData("n < :list", "operand type")]
    [InlineData("n BETWEEN :true AND :false", "operand type")]
    [InlineData("n BETWEEN :ten AND :one", "BETWEEN")]
    [InlineData("n BETWEEN :one AND :hello", "BETWEEN")]
    [InlineData("((n = :one))", "redundant parentheses")]
    [InlineData("n = n", "distinct")]
    [InlineData("attribute_exists(n) AND s < s", "distinct")]
    [InlineData("attribute_exists(n) = :one", "ConditionExpression")]
    public Task A_condition_that_cannot_be_meant_is_refused(string condition, string reason) => IsRefusedAsync(condition, reason);

    [Theory]
    [InlineData("name = :one", "name")]
    [InlineData("box.Value = :one", "Value")]
    [InlineData("attribute_exists(YEAR)", "YEAR")]
    public Task A_reserved_word_is_refused_and_named(string condition, string word) => IsRefusedAsync(condition, "reserved keyword: " + word);

    [Theory]
    [InlineData("n = :undefined", ":undefined")]
    [InlineData("#undefined = :one", "#undefined")]
    [InlineData("box.#undefined = :one", "#undefined")]
    public Task An_undefined_placeholder_is_refused_and_named(string condition, string placeholder) => IsRefusedAsync(condition, placeholder);

    [Theory]
    [InlineData(":")]
    [InlineData("one")]
    [InlineData(":with space")]
    public Task A_value_placeholder_must_be_well_formed(string placeholder) =>
        Refused.AsInvalidAsync(() => DeleteAsync("n = :one", Item((":one", N(1)), (placeholder, N(2))), null), "ExpressionAttributeValues");

    [Theory]
    [InlineData("#")]
    [InlineData("n")]
    [InlineData("#with space")]
    public Task A_name_placeholder_must_be_well_formed(string placeholder) =>
        Refused.AsInvalidAsync(() => DeleteAsync("n = :one", Item((":one", N(1))), Names((placeholder, "n"))), "ExpressionAttributeNames");

    [Fact]
    public Task A_value_that_is_not_used_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync("n = :one", Item((":one", N(1)), (":spare", N(2))), null), "unused", ":spare");

    [Fact]
    public Task A_name_that_is_not_used_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync("n = :one", Item((":one", N(1))), Names(("#spare", "x"))), "unused", "#spare");

    [Fact]
    public Task A_malformed_value_is_refused() =>
        Refused.AsInvalidAsync(() => DeleteAsync("n = :one", Item((":one", N("abc"))), null));

    private Task IsRefusedAsync(string condition, string reason) =>
        Refused.AsInvalidAsync(() => DeleteAsync(condition, Vocabulary.ValuesIn(condition), Vocabulary.NamesIn(condition)), reason);

    private Task DeleteAsync(string condition, Dictionary<string, AttributeValue>? values, Dictionary<string, string>? names) =>
        table.DeleteAsync(Item(("pk", S("never there"))), delete =>
        {
            delete.ConditionExpression = condition;
            delete.ExpressionAttributeValues = values;
            delete.ExpressionAttributeNames = names;
        });
}
