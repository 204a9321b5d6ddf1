using Ballast.Conformance.Expressions;
using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.PutItem;

/// <summary>Conditions of writes as they were before expressions.</summary>
public sealed class ExpectedTests(HashTable table) : IClassFixture<HashTable>
{
    public static TheoryData<string, string, string, bool> Rows => LegacyRows.Rows;
    public static TheoryData<string, string, string> Refusals => LegacyRows.Refusals;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_write_happens_exactly_when_what_it_expects_holds(string attribute, string comparison, string operands, bool holds)
    {
        var pk = table.NewKey();
        await table.PutAsync(new(ConditionRows.Subject) { ["pk"] = S(pk) });
        var expected = $",'Expected':{{{LegacyRows.Entry(attribute, comparison, operands)}}}";
        Assert.Equal(holds, await table.HoldsAsync("UpdateItem", $"'Key':{{'pk':{{'S':'{pk}'}}}}" + expected));
        Assert.Equal(holds, await table.HoldsAsync("PutItem", $"'Item':{{'pk':{{'S':'{pk}'}}}}" + expected));
        Assert.Equal(holds ? 1 : 1 + ConditionRows.Subject.Count, (await table.GetAsync(Item(("pk", S(pk))))).Item.Count);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public Task An_expectation_that_cannot_be_meant_is_refused(string comparison, string operands, string reason) =>
        table.RefusesAsync("PutItem", $"'Item':{{'pk':{{'S':'x'}}}},'Expected':{{{LegacyRows.Entry("a", comparison, operands)}}}", reason);

    [Theory]
    [InlineData("{'Exists':false}", "absent", true)]
    [InlineData("{'Exists':false}", "n", false)]
    [InlineData("{'Value':{'N':'5'}}", "n", true)]
    [InlineData("{'Value':{'N':'5'}}", "absent", false)]
    [InlineData("{'Exists':true,'Value':{'N':'5.0'}}", "n", true)]
    [InlineData("{'Exists':true,'Value':{'S':'5'}}", "n", false)]
    [InlineData("{'ComparisonOperator':'GT','Value':{'N':'4'}}", "n", true)]
    [InlineData("{'ComparisonOperator':'NULL'}", "absent", true)]
    [InlineData("{'ComparisonOperator':'NOT_NULL'}", "absent", false)]
    public async Task Existence_and_value_may_be_expected(string entry, string attribute, bool holds)
    {
        var pk = table.NewKey();
        await table.PutAsync(new(ConditionRows.Subject) { ["pk"] = S(pk) });
        Assert.Equal(holds, await table.HoldsAsync("DeleteItem", $"'Key':{{'pk':{{'S':'{pk}'}}}},'Expected':{{'{attribute}':{entry}}}"));
    }

    [Theory]
    [InlineData("{}", "Value must be provided when Exists is null for Attribute: a")]
    [InlineData("{'Exists':true}", "Value must be provided when Exists is true for Attribute: a")]
    [InlineData("{'Exists':false,'Value':{'S':'x'}}", "Value cannot be used when Exists is false for Attribute: a")]
    [InlineData("{'AttributeValueList':[{'S':'x'}]}", "AttributeValueList can only be used with a ComparisonOperator for Attribute: a")]
    [InlineData("{'AttributeValueList':[],'Exists':false}", "AttributeValueList can only be used with a ComparisonOperator for Attribute: a")]
    [InlineData("{'AttributeValueList':[{'S':'x'}],'Value':{'S':'x'}}", "Value and AttributeValueList cannot be used together for Attribute: a")]
    [InlineData("{'ComparisonOperator':'EQ','Exists':true,'Value':{'S':'x'}}", "Exists and ComparisonOperator cannot be used together for Attribute: a")]
    [InlineData("{'ComparisonOperator':'EQ','Exists':true,'Value':{'S':'x'},'AttributeValueList':[]}", "Exists and ComparisonOperator cannot be used together")]
    [InlineData("{'ComparisonOperator':'EQ'}", "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a")]
    [InlineData("{'ComparisonOperator':'NULL','Value':{'S':'x'}}", "Invalid number of argument(s) for the NULL ComparisonOperator")]
    [InlineData("{'ComparisonOperator':'BETWEEN','Value':{'S':'x'}}", "Invalid number of argument(s) for the BETWEEN ComparisonOperator")]
    [InlineData("null", "ExpectedAttributeValue must not be null for Attribute: a")]
    public Task Members_that_do_not_go_together_are_refused(string entry, string reason) =>
        table.RefusesAsync("PutItem", $"'Item':{{'pk':{{'S':'x'}}}},'Expected':{{'a':{entry}}}", "One or more parameter values were invalid: " + reason);

    [Theory]
    [InlineData("", true, true, true)]
    [InlineData("", true, false, false)]
    [InlineData(",'ConditionalOperator':'AND'", false, true, false)]
    [InlineData(",'ConditionalOperator':'OR'", false, true, true)]
    [InlineData(",'ConditionalOperator':'OR'", false, false, false)]
    public async Task Expectations_are_joined_by_the_operator(string members, bool first, bool second, bool holds)
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("a", N(1)), ("b", N(1))));
        Assert.Equal(holds, await table.HoldsAsync("PutItem",
            $"'Item':{{'pk':{{'S':'{pk}'}}}},'Expected':{{'a':{{'Value':{{'N':'{(first ? 1 : 2)}'}}}},'b':{{'Value':{{'N':'{(second ? 1 : 2)}'}}}}}}" + members));
    }

    [Fact]
    public async Task What_made_an_expectation_fail_comes_back_where_it_is_wanted()
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("a", N(1))));
        var refusal = await Refused.ByConditionAsync(() => table.Client.PutItemAsync(new PutItemRequest
        {
            TableName = table.Name,
            Item = Item(("pk", S(pk))),
            Expected = new() { ["a"] = new ExpectedAttributeValue { Exists = false } },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));
        Assert.Equal("1", refusal.Item["a"].N);
    }

    [Fact]
    public async Task A_put_may_expect_that_there_is_no_item_yet()
    {
        var members = $"'Item':{{'pk':{{'S':'{table.NewKey()}'}}}},'Expected':{{'pk':{{'Exists':false}}}}";
        Assert.True(await table.HoldsAsync("PutItem", members));
        Assert.False(await table.HoldsAsync("PutItem", members));
    }
}
