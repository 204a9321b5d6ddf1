using System.Text.Json;

using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.Query;

/// <summary>Key conditions as they were before expressions.</summary>
public sealed class KeyConditionsTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    private const string Key = "'pk':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]}";

    [Theory]
    [InlineData("", "a,b,ba,c")]
    [InlineData("'EQ','AttributeValueList':[{'S':'b'}]", "b")]
    [InlineData("'LT','AttributeValueList':[{'S':'ba'}]", "a,b")]
    [InlineData("'LE','AttributeValueList':[{'S':'ba'}]", "a,b,ba")]
    [InlineData("'GT','AttributeValueList':[{'S':'b'}]", "ba,c")]
    [InlineData("'GE','AttributeValueList':[{'S':'b'}]", "b,ba,c")]
    [InlineData("'BETWEEN','AttributeValueList':[{'S':'aa'},{'S':'ba'}]", "b,ba")]
    [InlineData("'BEGINS_WITH','AttributeValueList':[{'S':'b'}]", "b,ba")]
    public async Task A_query_finds_the_range_of_the_sort_key(string sort, string found)
    {
        var pk = table.NewKey();
        foreach (var sk in (string[])["a", "b", "ba", "c"])
            await table.PutAsync(Item(("pk", S(pk)), ("sk", S(sk))));
        var conditions = LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}") + (sort.Length == 0 ? "" : $",'sk':{{'ComparisonOperator':{sort}}}");
        Assert.Equal(found, Sorts(await QueryAsync(conditions)));
        Assert.Equal(string.Join(',', found.Split(',').Reverse()), Sorts(await QueryAsync(conditions, ",'ScanIndexForward':false")));
    }

    [Theory]
    [InlineData("'EQ','AttributeValueList':[{'N':'2'}]", "b")]
    [InlineData("'GE','AttributeValueList':[{'N':'2.0'}]", "b,a")]
    [InlineData("'BETWEEN','AttributeValueList':[{'N':'-9'},{'N':'2'}]", "c,b")]
    public async Task A_query_finds_the_range_of_a_local_index(string sort, string found)
    {
        var pk = table.NewKey();
        foreach (var (sk, score) in ((string, int)[])[("a", 3), ("b", 2), ("c", 1)])
            await table.PutAsync(Item(("pk", S(pk)), ("sk", S(sk)), ("score", N(score))));
        await table.PutAsync(Item(("pk", S(pk)), ("sk", S("none"))));
        var conditions = LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}") + $",'score':{{'ComparisonOperator':{sort}}}";
        Assert.Equal(found, Sorts(await QueryAsync(conditions, ",'IndexName':'by_score'")));
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        var pk = table.NewKey();
        foreach (var sk in (string[])["a", "b", "c"])
            await table.PutAsync(Item(("pk", S(pk)), ("sk", S(sk))));
        var conditions = LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}") + ",'sk':{'ComparisonOperator':'GE','AttributeValueList':[{'S':'a'}]}";
        var first = await QueryAsync(conditions, ",'Limit':2");
        Assert.Equal("a,b", Sorts(first));
        var rest = await QueryAsync(conditions, $",'ExclusiveStartKey':{first.GetProperty("LastEvaluatedKey")}");
        Assert.Equal("c", Sorts(rest));
        Assert.False(rest.TryGetProperty("LastEvaluatedKey", out _));
    }

    [Theory]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'EQ'}", "Invalid number of argument(s) for the EQ ComparisonOperator")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'LT','AttributeValueList':[{'SS':['a']}]}", "ComparisonOperator LT is not valid for SS AttributeValue type")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'S':'a'},{'N':'1'}]}", "must be of same type")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'S':'b'},{'S':'a'}]}", "lower bound is greater than the upper bound")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'CONTAINS','AttributeValueList':[{'S':'b'}]}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'IN','AttributeValueList':[{'S':'b'}]}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'1'}]}", "Condition parameter type does not match schema type")]
    [InlineData("'pk':{'ComparisonOperator':'EQ','AttributeValueList':[{'SS':['1']}]}", "Condition parameter type does not match schema type")]
    [InlineData("'pk':{'ComparisonOperator':'GT','AttributeValueList':[{'S':'1'}]}", "Query key condition not supported")]
    [InlineData("'pk':{'ComparisonOperator':'BEGINS_WITH','AttributeValueList':[{'S':'1'}]}", "Query key condition not supported")]
    [InlineData("'sk':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'1'}]}", "Query condition missed key schema element")]
    [InlineData(Key + ",'other':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'1'}]}", "Query condition missed key schema element")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'NULL'},'other':{'ComparisonOperator':'NULL'}", "Conditions can be of length 1 or 2 only")]
    [InlineData("'pk':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':''}]}", "cannot contain an empty string value. Key: pk")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'LT','AttributeValueList':[{'S':''}]}", "cannot contain an empty string value. Key: sk")]
    [InlineData("'pk':null", "The filter condition for an attribute cannot be null: pk")]
    public Task A_key_condition_that_cannot_be_meant_is_refused(string conditions, string reason) =>
        table.RefusesAsync("Query", $"'KeyConditions':{{{conditions}}}", reason);

    [Theory]
    [InlineData("", "Conditions can be of length 1 or 2 only")]
    [InlineData("'pk':{'ComparisonOperator':'NE','AttributeValueList':[{'S':'1'}]}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData("'pk':{'ComparisonOperator':'NULL'}", "Attempted conditional constraint is not an indexable operation")]
    [InlineData(Key + ",'sk':{'ComparisonOperator':'NE','AttributeValueList':[{'S':'1'}]}", "Attempted conditional constraint is not an indexable operation")]
    [DynamoDBLocalDiffers("It says other things, or fails.")]
    public Task An_operator_without_an_index_is_refused(string conditions, string reason) =>
        table.RefusesAsync("Query", $"'KeyConditions':{{{conditions}}}", reason);

    [Fact]
    public Task The_index_decides_which_attributes_are_its_key() =>
        table.RefusesAsync("Query", $"'IndexName':'by_score','KeyConditions':{{{Key},'sk':{{'ComparisonOperator':'EQ','AttributeValueList':[{{'S':'1'}}]}}}}",
            "Query condition missed key schema element");

    [Fact]
    public Task A_query_needs_key_conditions() =>
        table.RefusesAsync("Query", "'QueryFilter':{'a':{'ComparisonOperator':'NULL'}}",
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");

    private Task<JsonElement> QueryAsync(string conditions, string members = "") =>
        table.CallAsync("Query", $"'KeyConditions':{{{conditions}}},'ConsistentRead':true{members}");

    private static string Sorts(JsonElement answer) =>
        string.Join(',', answer.GetProperty("Items").EnumerateArray().Select(item => item.GetProperty("sk").GetProperty("S").GetString()));
}
