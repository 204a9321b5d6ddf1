using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Legacy;

/// <summary>Bounds and odd bodies of the parameters from before expressions. What they mean, the conformance suite states.</summary>
public sealed class LegacyTests
{
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public LegacyTests()
    {
        _world.CreateTable(Definitions.OfSimple);
        Assert.Equal(200, _world.Call("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"k"},"n":{"N":"1"}}}""").Status);
    }

    [Theory]
    [InlineData(1_024, 200)]
    [InlineData(1_025, 400)]
    public void The_conditions_of_one_parameter_are_bounded(int count, int status)
    {
        var conditions = string.Join(',', Enumerable.Range(0, count).Select(static number => $"\"a{number}\":{{\"Exists\":false}}"));
        Assert.Equal(status, _world.Call("UpdateItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"Expected":{ {{{conditions}}} } }""").Status);
        var filter = conditions.Replace("\"Exists\":false", "\"ComparisonOperator\":\"NULL\"", StringComparison.Ordinal);
        Assert.Equal(status, _world.Call("Scan", $$$"""{"TableName":"simple-table","ScanFilter":{ {{{filter}}} } }""").Status);
    }

    [Fact]
    public void Very_many_attributes_may_be_asked_for()
    {
        var names = string.Join(',', Enumerable.Range(0, 300_000).Select(static number => $"\"a{300_000 - number}\""));
        var reply = _world.Call("GetItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"AttributesToGet":[{{{names}}},"n"]}""");
        Assert.Equal("""{"n":{"N":"1"}}""", reply.Json["Item"]!.ToJsonString());
    }

    [Theory]
    [InlineData("GetItem", "\"AttributesToGet\":{}")]
    [InlineData("GetItem", "\"AttributesToGet\":\"n\"")]
    [InlineData("GetItem", "\"AttributesToGet\":[1]")]
    [InlineData("UpdateItem", "\"AttributeUpdates\":[]")]
    [InlineData("UpdateItem", "\"AttributeUpdates\":{\"a\":[]}")]
    [InlineData("UpdateItem", "\"AttributeUpdates\":{\"a\":{\"Action\":1}}")]
    [InlineData("UpdateItem", "\"Expected\":7")]
    [InlineData("UpdateItem", "\"Expected\":{\"a\":\"b\"}")]
    [InlineData("UpdateItem", "\"Expected\":{\"a\":{\"Exists\":\"maybe\"}}")]
    [InlineData("UpdateItem", "\"Expected\":{\"a\":{\"AttributeValueList\":{}}}")]
    [InlineData("UpdateItem", "\"Expected\":{\"a\":{\"Value\":[]}}")]
    [InlineData("UpdateItem", "\"ConditionalOperator\":true")]
    public void Wrong_types_cannot_be_read(string operation, string member)
    {
        var reply = _world.Call(operation, $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},{{{member}}} }""");
        Assert.Equal((400, "SerializationException"), (reply.Status, reply.Json["__type"]!.GetValue<string>().Split('#')[1]));
    }

    [Theory]
    [InlineData("GetItem", "\"AttributesToGet\":null")]
    [InlineData("UpdateItem", "\"AttributeUpdates\":null,\"Expected\":null,\"ConditionalOperator\":null,\"UpdateExpression\":\"REMOVE z\"")]
    [InlineData("UpdateItem", "\"AttributeUpdates\":{\"a\":{\"Value\":null,\"Action\":\"DELETE\",\"More\":[{}]}}")]
    [InlineData("UpdateItem", "\"Expected\":{\"z\":{\"Value\":null,\"AttributeValueList\":null,\"ComparisonOperator\":null,\"Exists\":false,\"More\":{}}}")]
    public void Null_is_as_if_it_were_not_there(string operation, string member) =>
        Assert.Equal(200, _world.Call(operation, $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},{{{member}}} }""").Status);

    [Fact]
    public void Members_of_expected_are_unknown_to_filters() =>
        Assert.Equal(200, _world.Call("Scan",
            """{"TableName":"simple-table","ScanFilter":{"n":{"ComparisonOperator":"NOT_NULL","Value":{"N":"x"},"Exists":7}}}""").Status);

    [Theory]
    [InlineData("\"Expected\":{\"a\":{\"Exists\":false},\"a\":{\"Exists\":false}}", "twice")]
    [InlineData("\"AttributeUpdates\":{\"\":{\"Action\":\"DELETE\"}}", "Empty attribute name")]
    [InlineData("\"Expected\":{\"a\":{\"Value\":{\"N\":\"1e999\"}}}", "Number overflow")]
    [InlineData("\"Expected\":{\"a\":{\"ComparisonOperator\":\"EQ\",\"AttributeValueList\":[{\"SS\":[\"x\",\"x\"]}]}}", "duplicates")]
    public void Names_and_values_are_checked_like_those_of_items(string member, string part)
    {
        var reply = _world.Call("UpdateItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},{{{member}}} }""");
        Assert.Equal(400, reply.Status);
        Assert.Contains(part, reply.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_leaves_nothing_of_its_parameters_to_the_next()
    {
        Assert.Equal(400, _world.Call("UpdateItem", """{"TableName":"simple-table","Key":{"h":{"S":"k"}},"Expected":{"n":{"Exists":false}}}""").Status);
        Assert.Equal(200, _world.Call("UpdateItem", """{"TableName":"simple-table","Key":{"h":{"S":"k"}},"UpdateExpression":"REMOVE z"}""").Status);
        Assert.Equal(2, _world.Call("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"k"}}}""").Json["Item"]!.AsObject().Count);
    }

    [Fact]
    public void A_deletion_that_makes_no_item_costs_a_unit()
    {
        var reply = _world.Call("UpdateItem",
            """{"TableName":"simple-table","Key":{"h":{"S":"none"}},"AttributeUpdates":{"a":{"Action":"DELETE"}},"ReturnConsumedCapacity":"TOTAL","ReturnValues":"ALL_NEW"}""");
        Assert.Equal("""{"ConsumedCapacity":{"TableName":"simple-table","CapacityUnits":1}}""", reply.Json.ToJsonString().Replace("1.0", "1", StringComparison.Ordinal));
        Assert.Null(_world.Call("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"none"}}}""").Json["Item"]);
    }
}
