using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Each request on an item has two faults; the one of the earlier stage is told.</summary>
public sealed class ItemFaultTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    private const string Empty = "must contain exactly one of the supported datatypes";

    [Theory]
    [InlineData("GetItem", """{"TableName":"$TABLE","Key":{"pk":{"N":"x"}},"ReturnConsumedCapacity":"SOME"}""", "returnConsumedCapacity")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{}},"ReturnValues":"SOME"}""", "returnValues")]
    [InlineData("PutItem", """{"TableName":"no table","Item":{"pk":{}}}""", "tableName")]
    [DynamoDBLocalDiffers("has other words and another order")]
    public Task A_constraint_is_told_before_a_value(string operation, string request, string words) => IsToldAsync(operation, request, words);

    [Theory]
    [InlineData("GetItem", """{"TableName":"$TABLE","Key":{"pk":{}},"ExpressionAttributeNames":{"#a":"a"}}""", "only be specified when using expressions")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{}},"ExpressionAttributeValues":{}}""", "using expressions: ConditionExpression is null")]
    [InlineData("UpdateItem", """{"TableName":"$TABLE","Key":{"pk":{}},"ExpressionAttributeValues":{":a":{}}}""", "using expressions: UpdateExpression and ConditionExpression are null")]
    [DynamoDBLocalDiffers("has another order")]
    public Task Placeholders_without_expressions_are_told_before_a_value(string operation, string request, string words) =>
        IsToldAsync(operation, request, words);

    [Theory]
    [InlineData("GetItem", """{"TableName":"$TABLE","Key":{"pk":{"N":"x"}},"ProjectionExpression":""}""", "numeric value: x")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{}},"ConditionExpression":""}""", Empty)]
    [InlineData("PutItem", """{"TableName":"no-such-table","Item":{"pk":{"SS":[]}}}""", "may not be empty")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{}},"ReturnValues":"ALL_NEW"}""", Empty)]
    [InlineData("DeleteItem", """{"TableName":"$TABLE","Key":{"pk":{}},"ReturnValues":"ALL_NEW"}""", Empty)]
    [InlineData("UpdateItem", """{"TableName":"$TABLE","Key":{"pk":{}},"UpdateExpression":""}""", Empty)]
    [DynamoDBLocalDiffers("has other words and another order")]
    public Task A_value_is_told_before_expressions_and_the_table(string operation, string request, string words) =>
        IsToldAsync(operation, request, words);

    [Theory]
    [InlineData("""{":v":{"N":"x"}}""", "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v")]
    [InlineData("""{":u":{"S":"u"},":v":{"M":{"a":{}}}}""", "must contain exactly one of the supported datatypes for key :v")]
    [InlineData("""{":v":{},"v":{"S":"x"}}""", "contains invalid key: Syntax error; key: \"v\"")]
    [InlineData("{}", "ExpressionAttributeValues must not be empty")]
    [DynamoDBLocalDiffers("has other words")]
    public Task Values_of_placeholders_are_told_before_expressions(string values, string words) =>
        IsToldAsync("UpdateItem", $$"""{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"} },"UpdateExpression":"","ExpressionAttributeValues":{{values}} }""", words);

    [Fact]
    public Task A_placeholder_is_not_null() =>
        IsToldAsync("GetItem", """{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"ProjectionExpression":"#n","ExpressionAttributeNames":{"#n":null}}""",
            "ExpressionAttributeNames contains invalid value: null for key #n");

    [Theory]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"":{"S":"c"}}}""")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"m":{"M":{"":{"S":"c"}}}}}""")]
    [InlineData("PutItem", """{"TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"}},"Expected":{"":{"Exists":false}}}""")]
    [InlineData("GetItem", """{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"AttributesToGet":[""]}""")]
    public async Task An_empty_name_is_told_in_one_way(string operation, string request)
    {
        var answer = await new Wire(table.Server).SendAsync(operation, request.Replace("$TABLE", table.Name, StringComparison.Ordinal));
        Assert.Equal(("ValidationException", "Empty attribute name"), (answer.ErrorCode, answer.ErrorMessage));
    }

    [Fact]
    public Task A_placeholder_needs_a_name() =>
        IsToldAsync("GetItem", """{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":""}}""",
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");

    [Theory]
    [InlineData("""{"S":"a","N":"x"}""", "numeric value: x")]
    [InlineData("""{"S":"a","N":"1"}""", "more than one datatypes set")]
    [InlineData("""{"S":null}""", "is empty")]
    [InlineData("""{"X":"a"}""", "is empty")]
    [InlineData("""{"SS":["a","b","a"]}""", "Input collection [a, b, a] contains duplicates.")]
    [InlineData("""{"NS":["1","1.0"]}""", "Input collection contains duplicates")]
    [InlineData("""{"BS":["YQ==","YQ=="]}""", "Input collection [YQ==, YQ==]of type BS contains duplicates.")]
    [DynamoDBLocalDiffers("has other words for some")]
    public Task A_value_that_is_none_is_told_in_the_services_words(string value, string words) =>
        IsToldAsync("PutItem", $$"""{"TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"v":{{value}} } }""", words);

    [Fact]
    public async Task Members_of_a_value_that_are_null_or_unknown_are_as_if_absent()
    {
        var key = table.NewKey();
        await new Wire(table.Server).CallAsync("PutItem",
            $$"""{"TableName":"{{table.Name}}","Item":{"pk":{"S":"{{key}}","N":null},"sk":{"X":1,"S":"b"} } }""");
        Assert.True((await table.GetAsync(Item(("pk", S(key)), ("sk", S("b"))))).IsItemSet);
    }

    [Fact]
    [DynamoDBLocalDiffers("reads the number as text")]
    public async Task A_wrong_json_type_is_told_before_a_value()
    {
        var answer = await new Wire(table.Server).SendAsync("PutItem", $$"""{"TableName":"{{table.Name}}","Item":{"pk":{"N":"x"},"sk":{"S":5} } }""");
        Assert.Equal((HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public Task The_size_of_an_item_is_told_before_its_condition_and_its_table() =>
        IsToldAsync("PutItem", $$"""{"TableName":"no-such-table","ConditionExpression":"foo(a)","Item":{"pk":{"S":"{{new string('x', 409_600)}}"} } }""", "Item size has exceeded");

    [Fact]
    public async Task Expressions_that_an_operation_does_not_know_are_not_looked_at()
    {
        var key = $$"""{"pk":{"S":"{{table.NewKey()}}"},"sk":{"S":"a"} }""";
        var wire = new Wire(table.Server);
        await wire.CallAsync("PutItem", $$"""{"TableName":"{{table.Name}}","Item":{{key}},"UpdateExpression":"","FilterExpression":"(" }""");
        await wire.CallAsync("GetItem", $$"""{"TableName":"{{table.Name}}","Key":{{key}},"ConditionExpression":"","ExpressionAttributeValues":{} }""");
    }

    [Theory]
    [InlineData("UpdateItem", "UpdateExpression", "SET pk.a = sk", "This attribute is part of the key")]
    [InlineData("UpdateItem", "UpdateExpression", "REMOVE score[0]", "not allowed: IndexKey: score")]
    [InlineData("UpdateItem", "ConditionExpression", "attribute_exists(label.x)", "not allowed: IndexKey: label")]
    [InlineData("DeleteItem", "ConditionExpression", "sk[0] = pk", "not allowed: Key: sk")]
    [InlineData("GetItem", "ProjectionExpression", "a, pk.a", "not allowed: Key: pk")]
    public Task No_expression_looks_into_a_key(string operation, string member, string expression, string words) =>
        IsToldAsync(operation, $$"""{"TableName":"$TABLE","Key":{"pk":{"S":"a"},"sk":{"S":"b"} },"{{member}}":"{{expression}}"}""", words);

    [Theory]
    [InlineData("""{"S":"x"}""", "Type mismatch for Index Key score")]
    [InlineData("""{"NULL":true}""", "Type mismatch for Index Key score")]
    [DynamoDBLocalDiffers("has other words")]
    public Task A_value_that_cannot_be_an_index_key_is_told_before_the_condition_is_asked(string value, string words) =>
        IsToldAsync("PutItem", $$"""{"TableName":"$TABLE","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"score":{{value}} },"ConditionExpression":"attribute_exists(nothing)"}""", words);

    private Task IsToldAsync(string operation, string request, string words) => Faults.AreToldAsync(table, operation, request, words);
}
