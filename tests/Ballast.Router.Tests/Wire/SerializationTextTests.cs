using System.Text.Json.Nodes;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>JSON of a wrong type, member by member, and what is said of it.</summary>
public sealed class SerializationTextTests
{
    private const string AttributeValue = "com.amazonaws.dynamodb.v20120810.AttributeValue";
    private const string ObjectNotExpected = "Start of structure or map found where not expected";
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public SerializationTextTests() => _world.CreateTable(Definitions.OfSimple);

    [Theory]
    [InlineData("\"TableName\":true", "TRUE_VALUE cannot be converted to String")]
    [InlineData("\"TableName\":false", "FALSE_VALUE cannot be converted to String")]
    [InlineData("\"TableName\":23", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("\"TableName\":34.5", "DECIMAL_VALUE cannot be converted to String")]
    [InlineData("\"TableName\":1e3", "DECIMAL_VALUE cannot be converted to String")]
    [InlineData("\"TableName\":[]", "Unrecognized collection type class java.lang.String")]
    [InlineData("\"TableName\":{}", ObjectNotExpected)]
    [InlineData("\"Limit\":\"5\"", "STRING_VALUE cannot be converted to Integer")]
    [InlineData("\"Limit\":true", "TRUE_VALUE cannot be converted to Integer")]
    [InlineData("\"Limit\":[]", "Unrecognized collection type class java.lang.Integer")]
    [InlineData("\"ConsistentRead\":\"yes\"", "Unexpected token received from parser")]
    [InlineData("\"ConsistentRead\":0", "NUMBER_VALUE cannot be converted to Boolean")]
    [InlineData("\"ConsistentRead\":[]", "Unrecognized collection type class java.lang.Boolean")]
    [InlineData("\"ExclusiveStartKey\":7", "Unexpected field type")]
    [InlineData("\"ExclusiveStartKey\":[]", $"Unrecognized collection type java.util.Map<java.lang.String, {AttributeValue}>")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":7}", "Unexpected value type in payload")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":[]}", $"Unrecognized collection type class {AttributeValue}")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"S\":7}}", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"N\":7}}", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"B\":7}}", "only base-64-encoded strings are convertible to bytes")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"B\":[]}}", "Unrecognized collection type class java.nio.ByteBuffer")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"BS\":[true]}}", "only base-64-encoded strings are convertible to bytes")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"SS\":\"a\"}}", "Unexpected field type")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"SS\":{}}}", ObjectNotExpected)]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"NS\":[1]}}", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"L\":{}}}", ObjectNotExpected)]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"L\":[7]}}", "Unexpected value type in payload")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"M\":7}}", "Unexpected field type")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"M\":[]}}", $"Unrecognized collection type java.util.Map<java.lang.String, {AttributeValue}>")]
    [InlineData("\"ExclusiveStartKey\":{\"h\":{\"BOOL\":\"7\"}}", "Unexpected token received from parser")]
    [InlineData("\"AttributesToGet\":\"a\"", "Unexpected field type")]
    [InlineData("\"AttributesToGet\":{}", ObjectNotExpected)]
    [InlineData("\"ExpressionAttributeNames\":5", "Unexpected field type")]
    public void A_member_of_a_wrong_type_is_told_by_what_was_found_and_what_belongs_there(string member, string text) => AssertText("Scan", $"{{{member}}}", text);

    [Theory]
    [InlineData("\"BillingMode\":5", "NUMBER_VALUE cannot be converted to String")]
    [InlineData("\"ProvisionedThroughput\":\"a\"", "Unexpected field type")]
    [InlineData("\"ProvisionedThroughput\":{\"ReadCapacityUnits\":\"5\"}", "STRING_VALUE cannot be converted to Long")]
    [InlineData("\"ProvisionedThroughput\":{\"ReadCapacityUnits\":{}}", ObjectNotExpected)]
    [InlineData("\"KeySchema\":\"a\"", "Unexpected field type")]
    [InlineData("\"KeySchema\":{}", ObjectNotExpected)]
    [InlineData("\"KeySchema\":[5]", "Unexpected value type in payload")]
    [InlineData("\"DeletionProtectionEnabled\":\"on\"", "Unexpected token received from parser")]
    public void So_it_is_for_members_of_tables(string member, string text) => AssertText("CreateTable", $"{{{member}}}", text);

    [Theory]
    [InlineData("AAA", "Base64 encoded length is expected a multiple of 4 bytes but found: 3")]
    [InlineData("23456", "Base64 encoded length is expected a multiple of 4 bytes but found: 5")]
    [InlineData("AA==\\n", "Base64 encoded length is expected a multiple of 4 bytes but found: 5")]
    [InlineData("AA==    ", "Invalid Base64 character: ' '")]
    [InlineData("A\\tA==AAA", "Invalid Base64 character: '\t'")]
    [InlineData("AA-_", "Invalid Base64 character: '-'")]
    [InlineData("=+/=", "Invalid last non-pad Base64 character dectected")]
    [InlineData("+/+=", "Invalid last non-pad Base64 character dectected")]
    [InlineData("AB==", "Invalid last non-pad Base64 character dectected")]
    public void What_is_no_base64_is_refused(string text, string message)
    {
        AssertText("Scan", $$$$"""{"ExclusiveStartKey":{"h":{"B":"{{{{text}}}}"}}}""", message);
        AssertText("Scan", $$$$"""{"ExclusiveStartKey":{"h":{"BS":["{{{{text}}}}"]}}}""", message);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"true\"")]
    [InlineData("\"TRUE\"")]
    public void A_Boolean_may_be_its_word(string truth)
    {
        Assert.Equal(200, _world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"k"},"b":{"BOOL":{{{{truth}}}}}}}""").Status);
        var units = _world.Call("GetItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"ConsistentRead":{{{truth}}},"ReturnConsumedCapacity":"TOTAL"}""");
        Assert.Equal(1, (double)units.Json["ConsumedCapacity"]!["CapacityUnits"]!);
        Assert.True((bool)units.Json["Item"]!["b"]!["BOOL"]!);
        var kept = JsonNode.Parse(Definitions.OfSimple.ToJsonString())!;
        kept["TableName"] = "kept-table";
        kept["DeletionProtectionEnabled"] = JsonNode.Parse(truth);
        Assert.True((bool)_world.Do("CreateTable", kept)["TableDescription"]!["DeletionProtectionEnabled"]!);
    }

    private void AssertText(string operation, string body, string text)
    {
        var reply = _world.Call(operation, body);
        Assert.Equal((400, "com.amazon.coral.service#SerializationException"), (reply.Status, (string?)reply.Json["__type"]));
        // The service writes the text of this error, and of no other, with a capital.
        Assert.Equal(text, (string?)reply.Json["Message"]);
        Assert.Null(reply.Json["message"]);
    }
}
