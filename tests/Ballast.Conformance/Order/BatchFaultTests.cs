using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Batches with faults: nothing of them is carried out.</summary>
public sealed class BatchFaultTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    [Theory]
    [InlineData("""{"RequestItems":{"$TABLE":{}}}""", ".member.keys")]
    [InlineData("""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{}},{"pk":{}}],"ProjectionExpression":""}}}""", "Invalid ProjectionExpression")]
    [InlineData("""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"a"}},{"pk":{}}]}}}""", "contains duplicates")]
    [InlineData("""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{}},{"pk":{"S":"a"}},{"pk":{"S":"a"}}]}}}""", "is empty")]
    [InlineData("""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}],"ProjectionExpression":"pk.a"}}}""", "not allowed: Key: pk")]
    [InlineData("""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{}}],"ProjectionExpression":""},"other":{"Keys":[{"pk":{"S":"a"}}],"AttributesToGet":["a"]}}}""", "{AttributesToGet} Expression parameters: {ProjectionExpression}")]
    [InlineData("""{"RequestItems":{"ab":{"Keys":[{"pk":{"S":"a"}}]}}}""", "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]")]
    [DynamoDBLocalDiffers("has other words and another order")]
    public Task A_batch_of_reads_tells_the_earlier_fault(string request, string words) => Faults.AreToldAsync(table, "BatchGetItem", request, words);

    [Theory]
    [InlineData("""{"RequestItems":{"$TABLE":[]}}""", "Map value must satisfy constraint")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"PutRequest":{}}]}}""", ".member.1.member.putRequest.item")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}},{"DeleteRequest":{}}]}}""", ".member.2.member.deleteRequest.key")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"N":"x"}}}}]},"ReturnConsumedCapacity":"SOME"}""", "returnConsumedCapacity")]
    [InlineData("""{"RequestItems":{"no-such-table":[{"PutRequest":{"Item":{"pk":{"N":"x"}}}}]}}""", "numeric value: x")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"sk":{"S":"b"}}}}]}}""", "The provided key element does not match the schema")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"N":"5"},"sk":{"S":"b"},"score":{"S":"x"}}}}]}}""", "The provided key element does not match the schema")]
    [InlineData("""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"S":""},"sk":{"S":"b"}}}}]}}""", "cannot contain an empty string value. Key: pk")]
    [InlineData("""{"RequestItems":{"bad!name":[{"PutRequest":{"Item":{"pk":{}}}}]}}""", "at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint")]
    [DynamoDBLocalDiffers("has other words and another order")]
    public Task A_batch_of_writes_tells_the_earlier_fault(string request, string words) => Faults.AreToldAsync(table, "BatchWriteItem", request, words);

    [Fact]
    [DynamoDBLocalDiffers("has other words")]
    public async Task Too_many_parts_of_several_tables_are_told_after_what_is_wrong_within_them()
    {
        var keys = string.Join(',', Enumerable.Range(0, 100).Select(static number => $$$"""{"pk":{"S":"{{{number}}}"} }"""));
        await Faults.AreToldAsync(table, "BatchGetItem", $$$"""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"S":"a"}}]},"other-table":{"Keys":[{{{keys}}}]} } }""", "Too many items requested");
        await Faults.AreToldAsync(table, "BatchGetItem", $$$"""{"RequestItems":{"$TABLE":{"Keys":[{"pk":{"N":"x"}}]},"other-table":{"Keys":[{{{keys}}}]} } }""", "numeric value");
        var puts = string.Join(',', Enumerable.Range(0, 25).Select(static number => $$$"""{"DeleteRequest":{"Key":{"pk":{"S":"{{{number}}}"} } } }"""));
        await Faults.AreToldAsync(table, "BatchWriteItem", $$$"""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"S":"a"} } } }],"other-table":[{{{puts}}}]} }""", "Too many items requested");
        await Faults.AreToldAsync(table, "BatchWriteItem", $$$"""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"N":"x"} } } }],"other-table":[{{{puts}}}]} }""", "numeric value");
    }

    [Fact]
    [DynamoDBLocalDiffers("has other words")]
    public async Task One_item_that_no_index_can_take_stops_the_whole_batch()
    {
        var key = table.NewKey();
        await Faults.AreToldAsync(table, "BatchWriteItem",
            $$"""{"RequestItems":{"$TABLE":[{"PutRequest":{"Item":{"pk":{"S":"{{key}}"},"sk":{"S":"good"} } } },{"PutRequest":{"Item":{"pk":{"S":"{{key}}"},"sk":{"S":"bad"},"score":{"S":"x"} } } }]} }""",
            "Type mismatch for Index Key score");
        Assert.False((await table.GetAsync(Item(("pk", S(key)), ("sk", S("good"))))).IsItemSet);
    }

    [Fact]
    public async Task Every_table_is_looked_for_before_any_key_is_held_against_one()
    {
        var answer = await new Wire(table.Server).SendAsync("BatchGetItem",
            $$"""{"RequestItems":{"{{table.Name}}":{"Keys":[{"pk":{"N":"1"} }]},"no-such-table":{"Keys":[{"pk":{"S":"a"} }]} } }""");
        Assert.Equal((HttpStatusCode.BadRequest, "ResourceNotFoundException"), (answer.Status, answer.ErrorCode));
    }
}
