using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Several broken constraints of one request, in the order in which the service was seen to tell them.</summary>
public sealed class MemberOrderTests(HashTable table) : IClassFixture<HashTable>
{
    [Theory]
    [InlineData("GetItem", """{"TableName":"abc;","ReturnConsumedCapacity":"X","AttributesToGet":[]}""", "attributesToGet returnConsumedCapacity key tableName")]
    [InlineData("UpdateItem", """{"TableName":"","ReturnConsumedCapacity":"X","ReturnValues":"X"}""", "returnConsumedCapacity tableName returnValues key")]
    [InlineData("UpdateItem", """{"TableName":"abc","ConditionalOperator":"XOR","Expected":{"a":{"Exists":false},"b":{"Exists":false}}}""", "conditionalOperator key")]
    [InlineData("Scan", """{"TableName":"abc;","ReturnConsumedCapacity":"X","IndexName":"abc;","TotalSegments":-1,"Select":"X"}""",
        "select indexName totalSegments returnConsumedCapacity tableName")]
    [InlineData("Query", """{"TableName":"abc","ReturnConsumedCapacity":"X","IndexName":"abc;","Select":"X","QueryFilter":{"a":{}}}""",
        "select indexName returnConsumedCapacity queryFilter.a.member.comparisonOperator")]
    [InlineData("BatchGetItem", """{"RequestItems":{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}},"ReturnConsumedCapacity":"X"}""", "requestItems returnConsumedCapacity")]
    [InlineData("BatchWriteItem", """{"RequestItems":{"bad!name":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}}]},"ReturnConsumedCapacity":"X","ReturnItemCollectionMetrics":"X"}""",
        "returnConsumedCapacity returnItemCollectionMetrics")]
    [DynamoDBLocalDiffers("tells one only")]
    public async Task They_are_told_in_the_order_of_the_service(string operation, string request, string members)
    {
        var answer = await new Wire(table.Server).SendAsync(operation, request);
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        var told = answer.ErrorMessage.Split("; ").Select(static text => text.Split(" at '")[1].Split('\'')[0]);
        Assert.Equal(members, string.Join(' ', told));
        Assert.StartsWith($"{members.Split(' ').Length} validation errors detected: ", answer.ErrorMessage, StringComparison.Ordinal);
    }
}
