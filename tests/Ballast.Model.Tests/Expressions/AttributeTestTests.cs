using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Expressions;

public sealed class AttributeTestTests
{
    private static readonly KeySchema Simple = new(new KeyPart("p", KeyType.String));
    private static readonly KeySchema Sorted = new(new KeyPart("p", KeyType.String), new KeyPart("s", KeyType.Number));

    [Theory]
    [InlineData("a", AttributeOperator.NotContains, "{'S':'x'}", true)]
    [InlineData("t", AttributeOperator.NotContains, "{'S':'ex'}", false)]
    [InlineData("gone", AttributeOperator.NotContains, "{'S':'x'}", false)]
    [InlineData("gone", AttributeOperator.NotEqual, "{'S':'x'}", true)]
    [InlineData("m.a", AttributeOperator.Equal, "{'N':'2'}", true)]
    [InlineData("m.b", AttributeOperator.Exists, "", false)]
    [InlineData("a", AttributeOperator.In, "{'N':'3'} {'N':'1.0'}", true)]
    [InlineData("a", AttributeOperator.Between, "{'N':'1'} {'N':'1'}", true)]
    public void A_test_is_of_a_top_level_attribute(string name, AttributeOperator asked, string operands, bool holds)
    {
        var item = DynamoJson.Document("{'a':{'N':'1'},'t':{'S':'text'},'m':{'M':{'b':{'N':'3'}}},'m.a':{'N':'2'}}");
        var condition = ConditionExpression.OfTests([Test(name, asked, operands)], any: false);
        Assert.Equal(holds, condition.Evaluate(new DocumentView(item)));
        Assert.True(condition.Mentions(Encoding.UTF8.GetBytes(name)));
        Assert.False(condition.Mentions("m"u8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Very_many_tests_are_joined_without_a_deep_stack(bool any)
    {
        const int Count = 200_000;
        var odd = Test("a", AttributeOperator.Equal, "{'N':'2'}");
        var tests = Enumerable.Repeat(Test("a", AttributeOperator.Equal, "{'N':'1'}"), Count).ToList();
        var item = DynamoJson.Document("{'a':{'N':'1'}}");
        tests[Count / 3] = odd;
        Assert.Equal(any, ConditionExpression.OfTests(tests, any).Evaluate(new DocumentView(item)));
        Assert.Equal(any, ConditionExpression.OfTests([odd, odd, tests[0], odd], any).Evaluate(new DocumentView(item)));
        Assert.False(ConditionExpression.OfTests([odd, odd, odd], any).Evaluate(new DocumentView(item)));
    }

    [Theory]
    [InlineData("s = {'N':'1'}; x = {'S':'q'}", "Query condition missed key schema element: p")]
    [InlineData("p IN {'N':'1'}; x = {'S':'q'}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData("p <> {'S':'q'}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData("p < {'N':'1'}; x = {'S':'q'}", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("p < {'S':'q'}; x = {'S':'q'}", "Query key condition not supported")]
    [InlineData("p = {'S':'q'}; x = {'S':'q'}", "Query condition missed key schema element: s")]
    [InlineData("p = {'S':'q'}; s exists", "Attempted conditional constraint is not an indexable operation")]
    [InlineData("p = {'S':'q'}; s = {'S':'1'}", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    public void What_is_wrong_with_tests_of_keys_is_told_in_order(string tests, string expected)
    {
        Assert.False(KeyTests.TryMatch(Tests(tests), Sorted, out _, out var error));
        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public void A_key_without_a_sort_key_takes_one_test()
    {
        Assert.False(KeyTests.TryMatch(Tests("p = {'S':'q'}; s = {'N':'1'}"), Simple, out _, out var error));
        Assert.Equal("Query key condition not supported", error.Message);
        Assert.True(KeyTests.TryMatch(Tests("p = {'S':'q'}"), Simple, out var condition, out _));
        Assert.Equal(SortOperator.None, condition.Operator);
    }

    [Fact]
    public void Tests_of_keys_say_what_the_expression_says()
    {
        var request = Request.With("{':p':{'S':'q'},':l':{'N':'1'},':h':{'N':'9'}}");
        Assert.True(KeyTests.TryMatch([Test("s", AttributeOperator.Between, "{'N':'1'} {'N':'9'}"), Test("p", AttributeOperator.Equal, "{'S':'q'}")], Sorted, out var ours, out _));
        var theirs = request.KeyCondition("p = :p AND s BETWEEN :l AND :h", Sorted);
        var (one, other) = (ours.Range(KeySpace.Items), theirs.Range(KeySpace.Items));
        Assert.Equal(other.Start.ToArray(), one.Start.ToArray());
        Assert.Equal(other.End.ToArray(), one.End.ToArray());
    }

    private static List<AttributeTest> Tests(string text) => [.. text.Split("; ").Select(static one =>
    {
        var parts = one.Split(' ');
        return Test(parts[0], parts[1] switch
        {
            "=" => AttributeOperator.Equal,
            "<>" => AttributeOperator.NotEqual,
            "<" => AttributeOperator.Less,
            "IN" => AttributeOperator.In,
            _ => AttributeOperator.Exists,
        }, parts.Length > 2 ? parts[2] : "");
    })];

    private static AttributeTest Test(string name, AttributeOperator asked, string operands) => new(
        Encoding.UTF8.GetBytes(name), asked, [.. operands.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static value => (ReadOnlyMemory<byte>)DynamoJson.Value(value))]);
}
