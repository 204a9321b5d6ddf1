using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>JSON that names something twice, or names it and says null.</summary>
public sealed class RepeatedMemberTests
{
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public RepeatedMemberTests() => _world.CreateTable(Definitions.OfSimple);

    [Theory]
    [InlineData("GetItem", """{"TableName":"no-such-table","Key":{"x":{"S":"a"}},"TableName":"simple-table","Key":{"h":{"S":"a"}}}""")]
    [InlineData("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}},"ProjectionExpression":"#b","ExpressionAttributeNames":{"#a":"x"},"ExpressionAttributeNames":{"#b":"y"}}""")]
    [InlineData("BatchGetItem", """{"RequestItems":{"simple-table":{"Keys":[{"x":{"S":"a"}},{"h":{"N":"x"}}],"Keys":[{"h":{"S":"b"}}]}}}""")]
    public void Of_a_member_that_comes_twice_the_last_counts(string operation, string body) => AssertStatus(200, operation, body);

    [Theory]
    [InlineData("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"},"h":{"S":"a"}}}""")]
    [InlineData("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}},"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":"x","#\u0061":"x"}}""")]
    [InlineData("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"}},"ConditionExpression":"h = :a","ExpressionAttributeValues":{":a":{"S":"x"},":a":{"S":"x"}}}""")]
    [InlineData("BatchGetItem", """{"RequestItems":{"simple-table":{"Keys":[{"h":{"S":"a"}}]},"simple-table":{"Keys":[{"h":{"S":"b"}}]}}}""")]
    [InlineData("BatchWriteItem", """{"RequestItems":{"simple-table":[{"DeleteRequest":{"Key":{"h":{"S":"a"}}}}],"simple-table":[{"DeleteRequest":{"Key":{"h":{"S":"b"}}}}]}}""")]
    public void A_map_names_nothing_twice(string operation, string body) => WireTests.AssertSerialization(_world.Call(operation, body), "twice");

    [Theory]
    [InlineData(17)]
    [InlineData(2_000)]
    public void A_name_is_found_again_among_many(int count)
    {
        var names = string.Join(',', Enumerable.Range(0, count).Select(static number => $"\"#n{number}\":\"a\""));
        var body = $$$"""{"TableName":"simple-table","Key":{"h":{"S":"a"}},"ProjectionExpression":"#n0","ExpressionAttributeNames":{{{{names}}},"#n1":"b"}}""";
        WireTests.AssertSerialization(_world.Call("GetItem", body), "twice");
        Assert.Contains("unused", _world.Call("GetItem", body.Replace("#n1\":\"b", "#last\":\"b", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}},"ExpressionAttributeNames":null,"ProjectionExpression":null}""")]
    [InlineData("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"}},"ExpressionAttributeValues":null,"Expected":null}""")]
    [InlineData("BatchWriteItem", """{"RequestItems":{"simple-table":[{"PutRequest":null,"DeleteRequest":{"Key":{"h":{"S":"a"}}}}]}}""")]
    public void A_member_that_is_null_is_as_if_it_were_absent(string operation, string body) => AssertStatus(200, operation, body);

    [Theory]
    [InlineData("BatchGetItem", """{"RequestItems":null}""", "at 'requestItems' failed to satisfy constraint: Member must not be null")]
    [InlineData("BatchWriteItem", """{"RequestItems":null}""", "at 'requestItems' failed to satisfy constraint: Member must not be null")]
    [InlineData("BatchGetItem", """{"RequestItems":{"simple-table":{"Keys":null}}}""", "at 'requestItems.simple-table.member.keys' failed to satisfy constraint: Member must not be null")]
    public void A_member_that_is_needed_is_missed_when_it_is_null(string operation, string body, string text)
    {
        var reply = _world.Call(operation, body);
        Assert.Equal("ValidationException", reply.Error);
        Assert.Contains(text, reply.Message, StringComparison.Ordinal);
    }

    private void AssertStatus(int status, string operation, string body)
    {
        var reply = _world.Call(operation, body);
        Assert.True(reply.Status == status, reply.ToString());
    }
}
