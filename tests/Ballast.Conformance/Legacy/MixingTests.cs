namespace Ballast.Conformance.Legacy;

public sealed class MixingTests(HashTable table) : IClassFixture<HashTable>
{
    private const string Key = "'Key':{'pk':{'S':'x'}}", Item = "'Item':{'pk':{'S':'x'}}";
    private const string One = "'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]";

    [Theory]
    [InlineData("GetItem", Key + ",'AttributesToGet':['a'],'ProjectionExpression':'a'", "AttributesToGet", "ProjectionExpression")]
    [InlineData("PutItem", Item + ",'Expected':{'a':{}},'ConditionExpression':'x'", "Expected", "ConditionExpression")]
    [InlineData("PutItem", Item + ",'ConditionalOperator':'OR','ConditionExpression':'x'", "ConditionalOperator", "ConditionExpression")]
    [InlineData("DeleteItem", Key + ",'ConditionExpression':'x','ConditionalOperator':'OR','Expected':{'a':{" + One + "}}", "Expected, ConditionalOperator", "ConditionExpression")]
    [InlineData("UpdateItem", Key + ",'UpdateExpression':'x','ConditionExpression':'x','ConditionalOperator':'OR','Expected':{'a':{" + One + "}},'AttributeUpdates':{'a':{}}",
        "AttributeUpdates, Expected, ConditionalOperator", "UpdateExpression, ConditionExpression")]
    [InlineData("UpdateItem", Key + ",'Expected':{'a':{" + One + "}},'UpdateExpression':'x'", "Expected", "UpdateExpression")]
    [InlineData("Scan", "'AttributesToGet':['a'],'FilterExpression':'a'", "AttributesToGet", "FilterExpression")]
    [InlineData("Scan", "'ScanFilter':{'a':{" + One + "}},'ConditionalOperator':'OR','AttributesToGet':['a'],'FilterExpression':'a','ProjectionExpression':'a'",
        "AttributesToGet, ScanFilter, ConditionalOperator", "ProjectionExpression, FilterExpression")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}},'QueryFilter':{'a':{" + One + "}},'KeyConditionExpression':'pk'",
        "QueryFilter, KeyConditions", "KeyConditionExpression")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}},'QueryFilter':{'a':{" + One + "}},'ProjectionExpression':'pk'", "QueryFilter", "ProjectionExpression")]
    public Task Expressions_and_the_parameters_from_before_them_do_not_go_together(string operation, string members, string legacy, string expressions) =>
        table.RefusesAsync(operation, members,
            "Can not use both expression and non-expression parameters in the same request: "
            + $"Non-expression parameters: {{{legacy}}} Expression parameters: {{{expressions}}}");

    [Fact]
    [DynamoDBLocalDiffers("It counts only parameters that have entries.")]
    public Task An_empty_map_is_a_parameter_too() =>
        table.RefusesAsync("UpdateItem", Key + ",'AttributeUpdates':{},'UpdateExpression':'SET a = :x'", "Non-expression parameters: {AttributeUpdates}");

    [Fact]
    public async Task Key_conditions_stand_beside_other_expressions()
    {
        var pk = table.NewKey();
        await table.PutAsync(Item(("pk", S(pk)), ("n", N(1)), ("m", N(2))));
        var answer = await table.CallAsync("Query",
            $"'KeyConditions':{{{LegacyRows.Entry("pk", "EQ", $"{{'S':'{pk}'}}")}}},'FilterExpression':'n = :one','ProjectionExpression':'m',"
            + "'ExpressionAttributeValues':{':one':{'N':'1'}}");
        Assert.Equal("2", answer.GetProperty("Items")[0].GetProperty("m").GetProperty("N").GetString());
    }

    [Theory]
    [InlineData("PutItem", Item + ",'Expected':{'a':{" + One + "}}", "ConditionExpression is null")]
    [InlineData("UpdateItem", Key + ",'AttributeUpdates':{}", "UpdateExpression and ConditionExpression are null")]
    [InlineData("Scan", "'ScanFilter':{'a':{" + One + "}}", "FilterExpression is null")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}}", "FilterExpression and KeyConditionExpression are null")]
    public async Task Placeholders_are_for_expressions(string operation, string members, string reason)
    {
        await table.RefusesAsync(operation, members + ",'ExpressionAttributeNames':{'#a':'a'}", "ExpressionAttributeNames can only be specified when using expressions");
        await table.RefusesAsync(operation, members + ",'ExpressionAttributeValues':{':a':{'S':'a'}}",
            "ExpressionAttributeValues can only be specified when using expressions: " + reason);
    }

    [Theory]
    [InlineData("PutItem", Item)]
    [InlineData("PutItem", Item + ",'Expected':{}")]
    [InlineData("DeleteItem", Key)]
    [InlineData("UpdateItem", Key + ",'AttributeUpdates':{'a':{'Value':{'S':'x'},'Action':'PUT'}}")]
    [InlineData("Scan", "'Limit':1")]
    [InlineData("Scan", "'ScanFilter':{}")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}}")]
    public Task A_conditional_operator_needs_something_to_join(string operation, string members) =>
        table.RefusesAsync(operation, members + ",'ConditionalOperator':'AND'", "ConditionalOperator cannot be used without Filter or Expected");

    [Theory]
    [InlineData("PutItem", Item + ",'Expected':{'a':{" + One + "}}")]
    [InlineData("DeleteItem", Key + ",'Expected':{'a':{" + One + "}}")]
    [InlineData("UpdateItem", Key + ",'Expected':{'a':{" + One + "}}")]
    [InlineData("Scan", "'ScanFilter':{'a':{" + One + "}}")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}},'QueryFilter':{'a':{" + One + "}}")]
    public Task A_conditional_operator_joins_two_at_least(string operation, string members) =>
        table.RefusesAsync(operation, members + ",'ConditionalOperator':'OR'",
            "ConditionalOperator can only be used when Filter or Expected has two or more elements");

    [Theory]
    [InlineData("GetItem", Key + ",'AttributesToGet':[]", "'[]' at 'attributesToGet'", "length greater than or equal to 1")]
    [InlineData("PutItem", Item + ",'ConditionalOperator':'XOR'", "'XOR' at 'conditionalOperator'", "enum value set: [OR, AND]")]
    [InlineData("PutItem", Item + ",'Expected':{'a':{'ComparisonOperator':'LIKE'}}", "'LIKE' at 'expected.a.member.comparisonOperator'", "enum value set")]
    [InlineData("UpdateItem", Key + ",'AttributeUpdates':{'a':{'Action':'SET','Value':{'S':'x'}}}", "enum value set: [ADD, DELETE, PUT]")]
    [InlineData("Scan", "'ScanFilter':{'a':{'AttributeValueList':[{'S':'x'}]}}", "null at 'scanFilter.a.member.comparisonOperator'", "must not be null")]
    [InlineData("Query", "'KeyConditions':{'pk':{}}", "null at 'keyConditions.pk.member.comparisonOperator'", "must not be null")]
    [InlineData("Query", "'KeyConditions':{'pk':{" + One + "}},'QueryFilter':{'a':{'ComparisonOperator':'eq'}},'Limit':0",
        "2 validation errors", "'eq' at 'queryFilter.a.member.comparisonOperator'")]
    [DynamoDBLocalDiffers("It has its own words for broken constraints, or none.")]
    public Task Constraints_of_the_model_come_first(string operation, string members, params string[] parts) => table.RefusesAsync(operation, members, parts);

    [Theory]
    [InlineData("GetItem", Key + ",'KeyConditions':3,'ConditionalOperator':'XOR','Expected':{'a':{'ComparisonOperator':'?'}}")]
    [InlineData("PutItem", Item + ",'AttributesToGet':[],'AttributeUpdates':{'a':3},'QueryFilter':'x'")]
    [InlineData("Scan", "'QueryFilter':{'a':{}},'KeyConditions':{},'Expected':7")]
    public async Task Parameters_of_other_operations_are_ignored(string operation, string members) => await table.CallAsync(operation, members);
}
