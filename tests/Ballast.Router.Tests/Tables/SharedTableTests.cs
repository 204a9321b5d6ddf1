using System.Text;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Tables;

/// <summary>Two processes serve the API over the same groups: what one has answered holds at the other at once.</summary>
public sealed class SharedTableTests
{
    private const string Named = """{"TableName":"simple-table"}""";
    private const string Arn = "arn:aws:dynamodb:ddblocal:000000000000:table/simple-table";

    /// <summary>Every way to name a table in an operation on items.</summary>
    public static TheoryData<string, string> ItemOperations => new()
    {
        { "GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}}}""" },
        { "GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}},"ConsistentRead":true}""" },
        { "PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"}}}""" },
        { "UpdateItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}},"UpdateExpression":"SET v = :v","ExpressionAttributeValues":{":v":{"S":"x"}}}""" },
        { "DeleteItem", """{"TableName":"simple-table","Key":{"h":{"S":"a"}}}""" },
        { "Query", """{"TableName":"simple-table","KeyConditionExpression":"h = :h","ExpressionAttributeValues":{":h":{"S":"a"}}}""" },
        { "Scan", """{"TableName":"simple-table"}""" },
        { "BatchGetItem", """{"RequestItems":{"simple-table":{"Keys":[{"h":{"S":"a"}}]}}}""" },
        { "BatchWriteItem", """{"RequestItems":{"simple-table":[{"PutRequest":{"Item":{"h":{"S":"a"}}}}]}}""" },
    };

    private readonly ApiWorld _world = ApiWorld.InMemory();

    [Theory]
    [MemberData(nameof(ItemOperations))]
    public void A_table_made_through_one_is_found_through_the_other(string operation, string body)
    {
        var other = _world.Join();
        _world.CreateTable(Definitions.OfSimple);
        Assert.Equal(200, _world.CallBy(other, operation, body).Status);
    }

    [Theory]
    [MemberData(nameof(ItemOperations))]
    public void A_table_that_another_saw_as_creating_is_found_when_it_serves(string operation, string body)
    {
        var other = _world.Join();
        var seen = _world.Run(async () =>
        {
            await _world.SendAsync(Head.Of("CreateTable"), Encoding.UTF8.GetBytes(Definitions.OfSimple.ToJsonString()));
            return await ApiWorld.SendAsync(other, Head.Of("DescribeTable"), Encoding.UTF8.GetBytes(Named));
        });
        Assert.Equal("CREATING", (string?)seen.Json["Table"]!["TableStatus"]);
        _world.Executors.RunUntilIdle();
        Assert.Equal(200, _world.CallBy(other, operation, body).Status);
    }

    [Theory]
    [MemberData(nameof(ItemOperations))]
    public void A_table_deleted_through_one_is_not_found_through_the_other(string operation, string body)
    {
        var other = Shared();
        Delete();
        AssertNotFound(_world.CallBy(other, operation, body));
        AssertNotFound(_world.CallBy(other, operation, body));
    }

    [Theory]
    [MemberData(nameof(ItemOperations))]
    public void A_table_made_anew_is_not_the_one_that_the_other_meant(string operation, string body)
    {
        var other = Shared();
        Delete();
        _world.CreateTable(Definitions.OfSimple);
        AssertNotFound(_world.CallBy(other, operation, body));
        Assert.Equal(200, _world.CallBy(other, operation, body).Status);
    }

    [Theory]
    [InlineData("DescribeTable", Named)]
    [InlineData("DescribeTimeToLive", Named)]
    [InlineData("UpdateTable", """{"TableName":"simple-table","DeletionProtectionEnabled":true}""")]
    [InlineData("DeleteTable", Named)]
    [InlineData("TagResource", $$"""{"ResourceArn":"{{Arn}}","Tags":[{"Key":"k","Value":"v"}]}""")]
    [InlineData("UntagResource", $$"""{"ResourceArn":"{{Arn}}","TagKeys":["k"]}""")]
    [InlineData("ListTagsOfResource", $$"""{"ResourceArn":"{{Arn}}"}""")]
    public void Operations_on_tables_find_them_too(string operation, string body)
    {
        var other = _world.Join();
        Assert.Equal("ResourceNotFoundException", _world.CallBy(other, operation, body).Error);
        _world.CreateTable(Definitions.OfSimple);
        Assert.Equal(200, _world.CallBy(other, operation, body).Status);
    }

    [Fact]
    public void Names_are_listed_as_they_are_now()
    {
        var other = _world.Join();
        _world.CreateTable(Definitions.OfSimple);
        Assert.Equal("""{"TableNames":["simple-table"]}""", _world.CallBy(other, "ListTables", "{}").Json.ToJsonString());
        Delete();
        Assert.Equal("""{"TableNames":[]}""", _world.CallBy(other, "ListTables", "{}").Json.ToJsonString());
    }

    [Fact]
    public void Tags_of_both_together_are_bounded()
    {
        const int TagsMax = 50;
        var other = Shared();
        for (var i = 0; i < TagsMax; i++)
            Assert.Equal(200, Tag(i % 2 == 0 ? other : _world.Router, $"k{i}").Status);
        // The catalog of the first does not have the last one yet.
        Assert.Equal("ValidationException", Tag(_world.Router, "more").Error);
        Assert.Equal("ValidationException", Tag(other, "more").Error);
    }

    private ApiReply Tag(RequestRouter router, string key) =>
        _world.CallBy(router, "TagResource", $$"""{"ResourceArn":"{{Arn}}","Tags":[{"Key":"{{key}}","Value":"v"}]}""");

    private RequestRouter Shared()
    {
        _world.CreateTable(Definitions.OfSimple);
        var other = _world.Join();
        Assert.Equal(200, _world.CallBy(other, "PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"}}}""").Status);
        return other;
    }

    private void Delete()
    {
        Assert.Equal(200, _world.Call("DeleteTable", Named).Status);
        _world.Executors.RunUntilIdle();
    }

    private static void AssertNotFound(ApiReply reply)
    {
        Assert.Equal((400, "ResourceNotFoundException"), (reply.Status, reply.Error));
        Assert.Equal("Requested resource not found", reply.Message);
    }
}
