using System.Net;

using Ballast.Conformance.Legacy;

namespace Ballast.Conformance.Order;

/// <summary>Requests with parameters from before expressions and two faults; the one of the earlier stage is told.</summary>
public sealed class LegacyFaultTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    private const string Key = "'Key':{'pk':{'S':'a'},'sk':{'S':'b'}}", BadKey = "'Key':{'pk':{}}", Empty = "must contain exactly one of the supported datatypes";
    private const string One = "'ComparisonOperator':'EQ','AttributeValueList':[{'S':'x'}]", None = "'ComparisonOperator':'EQ','AttributeValueList':[]";

    [Theory]
    [InlineData("GetItem", BadKey + ",'AttributesToGet':['a'],'ProjectionExpression':''", "Can not use both")]
    [InlineData("PutItem", "'Item':{'pk':{}},'ConditionalOperator':'OR','Expected':{'a':{}}", "two or more elements")]
    [InlineData("UpdateItem", Key + ",'Expected':{'a':{'Value':{}}},'UpdateExpression':''", "Can not use both")]
    [InlineData("Query", "'ExclusiveStartKey':{'pk':{}},'QueryFilter':{'a':{'ComparisonOperator':'EQ','AttributeValueList':[{}]}},'FilterExpression':''", "Can not use both")]
    [DynamoDBLocalDiffers("It looks at values and expressions first.")]
    public Task What_does_not_go_together_is_told_before_values(string operation, string members, string words) => table.RefusesAsync(operation, members, words);

    [Theory]
    [InlineData("GetItem", BadKey + ",'AttributesToGet':['a','a']", Empty)]
    [InlineData("DeleteItem", BadKey + ",'Expected':{'a':{}}", Empty)]
    [InlineData("UpdateItem", BadKey + ",'AttributeUpdates':{'a':{'Action':'ADD'}}", Empty)]
    [InlineData("PutItem", "'Item':{'pk':{}},'Expected':{'a':{}}", Empty)]
    [InlineData("PutItem", "'Item':{'pk':{'S':'a'}},'ReturnValues':'ALL_NEW','Expected':{'a':{}}", "ReturnValues can only be")]
    [DynamoDBLocalDiffers("It has another order.")]
    public Task Key_and_item_are_told_before_the_conditions(string operation, string members, string words) => table.RefusesAsync(operation, members, words);

    [Theory]
    [InlineData("'AttributeUpdates':{'a':{'Action':'ADD'},'b':{'Action':'PUT','Value':{}}}", "Only DELETE action is allowed")]
    [InlineData("'AttributeUpdates':{'a':{'Action':'DELETE','Value':{'N':'x'}}}", "numeric value: x")]
    [InlineData("'AttributeUpdates':{'a':{'Action':'ADD'}},'Expected':{'a':{'Value':{}}}", "Only DELETE action is allowed")]
    [InlineData("'Expected':{'a':{'Exists':false,'Value':{}}}", "Value cannot be used when Exists is false")]
    [InlineData("'Expected':{'a':{'Value':{},'AttributeValueList':[]}}", "Value and AttributeValueList cannot be used together")]
    [InlineData("'Expected':{'a':{" + None + "},'b':{'Value':{}}}", "Invalid number of argument(s)")]
    [DynamoDBLocalDiffers("It looks at values first.")]
    public Task Each_entry_is_judged_with_its_value(string members, string words) => table.RefusesAsync("UpdateItem", Key + "," + members, words);

    [Theory]
    [InlineData("'QueryFilter':{'a':{" + None + "}},'AttributesToGet':['a','a'],'ExclusiveStartKey':{'pk':{}}", "Invalid number of argument(s)")]
    [InlineData("'QueryFilter':{'a':{'ComparisonOperator':'EQ','AttributeValueList':[{},{}]}}", "Supplied AttributeValue is empty")]
    [InlineData("'AttributesToGet':['a','a'],'ExclusiveStartKey':{'pk':{}}", "Duplicate value in attribute name: a")]
    [InlineData("'ExclusiveStartKey':{'pk':{}}", "The provided starting key is invalid: ")]
    [InlineData("'KeyConditions':{'pk':{" + None + "}},'ExclusiveStartKey':{'pk':{}}", "The provided starting key is invalid: ")]
    [InlineData("'KeyConditions':{'pk':{" + None + "}},'FilterExpression':''", "Invalid FilterExpression")]
    [InlineData("'KeyConditions':{'pk':{" + One + "}},'FilterExpression':'a = b','ExpressionAttributeNames':{'#a':'a'}", "unused in expressions: keys: {#a}")]
    [InlineData("'KeyConditions':{'pk':{" + None + "}},'Select':'SPECIFIC_ATTRIBUTES'", "Invalid number of argument(s)")]
    [DynamoDBLocalDiffers("It has another order.")]
    public Task A_query_tells_its_filter_then_its_start_key_then_its_key_conditions(string members, string words) =>
        table.RefusesAsync("Query", members, words);

    [Theory]
    [InlineData("'AttributesToGet':['a','a'],'ScanFilter':{'a':{" + None + "}}", "Duplicate value in attribute name: a")]
    [InlineData("'ScanFilter':{'a':{" + None + "}},'ExclusiveStartKey':{'pk':{}}", "Invalid number of argument(s)")]
    [InlineData("'ScanFilter':{'a':{" + None + "}},'Segment':1", "Invalid number of argument(s)")]
    [InlineData("'ScanFilter':{'a':{" + None + "}},'Select':'SPECIFIC_ATTRIBUTES'", "Invalid number of argument(s)")]
    [DynamoDBLocalDiffers("It has another order.")]
    public Task A_scan_tells_its_filter_then_its_start_key_and_segment(string members, string words) => table.RefusesAsync("Scan", members, words);

    [Theory]
    [InlineData("UpdateItem", """ "Key":{"pk":{"S":"a"}},"Expected":{"a":{}} """, "Value must be provided")]
    [InlineData("GetItem", """ "Key":{"pk":{"S":"a"}},"AttributesToGet":["a","a"] """, "Duplicate value in attribute name: a")]
    [InlineData("Query", """ "KeyConditions":{} """, "Conditions can be of length 1 or 2 only")]
    [DynamoDBLocalDiffers("It looks for the table first.")]
    public Task They_are_told_before_the_table(string operation, string members, string words) =>
        Faults.AreToldAsync(table, operation, $$"""{"TableName":"no-such-table",{{members}} }""", words);

    [Fact]
    [DynamoDBLocalDiffers("It has other words for it.")]
    public Task A_batch_tells_its_attributes_before_its_keys() => Faults.AreToldAsync(table, "BatchGetItem",
        """{"RequestItems":{"$TABLE":{"Keys":[{"pk":{}}],"AttributesToGet":["a","a"]}}}""", "Duplicate value in attribute name: a");

    [Fact]
    [DynamoDBLocalDiffers("It reads the number as text.")]
    public async Task A_wrong_json_type_is_told_before_a_value()
    {
        var answer = await new Wire(table.Server).SendAsync("Scan",
            $$$"""{"TableName":"{{{table.Name}}}","ScanFilter":{"a":{"ComparisonOperator":"EQ","AttributeValueList":[{},{"S":5}]} } }""");
        Assert.Equal((HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }
}
