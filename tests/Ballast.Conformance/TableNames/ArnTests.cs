using System.Net;
using System.Text.Json;

namespace Ballast.Conformance.TableNames;

/// <summary>A table's ARN in the place of its name, in every operation that takes one.</summary>
public sealed class ArnTests(IndexedTable table) : IClassFixture<IndexedTable>
{
    private const string Key = """ "Key":{"pk":{"S":"arn"},"sk":{"S":"s"}} """;

    private readonly Wire _wire = new(table.Server);

    public static TheoryData<string, string> Operations { get; } = new()
    {
        { "PutItem", """{"TableName":"$NAME","Item":{"pk":{"S":"arn"},"sk":{"S":"s"}},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "GetItem", $$$"""{"TableName":"$NAME",{{{Key}}},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "UpdateItem", $$$"""{"TableName":"$NAME",{{{Key}}},"UpdateExpression":"REMOVE a","ReturnConsumedCapacity":"INDEXES"}""" },
        { "DeleteItem", $$$"""{"TableName":"$NAME",{{{Key}}},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "Scan", """{"TableName":"$NAME","ReturnConsumedCapacity":"TOTAL"}""" },
        { "Query", """{"TableName":"$NAME","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"arn"}},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "BatchGetItem", """{"RequestItems":{"$NAME":{"Keys":[{"pk":{"S":"arn"},"sk":{"S":"s"}}]}},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "BatchWriteItem", """{"RequestItems":{"$NAME":[{"PutRequest":{"Item":{"pk":{"S":"arn"},"sk":{"S":"s"}}}}]},"ReturnConsumedCapacity":"TOTAL"}""" },
        { "DescribeTable", """{"TableName":"$NAME"}""" },
        { "UpdateTable", """{"TableName":"$NAME","DeletionProtectionEnabled":false}""" },
        { "DescribeTimeToLive", """{"TableName":"$NAME"}""" },
        { "DescribeContinuousBackups", """{"TableName":"$NAME"}""" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    [DynamoDBLocalDiffers("tells the name where the ARN was sent, and has no backups")]
    public async Task It_stands_for_the_table_and_capacity_is_told_by_it(string operation, string request)
    {
        var answer = await _wire.CallAsync(operation, Named(request, table.Arn));
        if (answer.TryGetProperty("ConsumedCapacity", out var consumed))
            Assert.Equal(table.Arn, (consumed.ValueKind == JsonValueKind.Array ? consumed[0] : consumed).GetProperty("TableName").GetString());
        else
            Assert.DoesNotContain("ReturnConsumedCapacity", request, StringComparison.Ordinal);
        await table.Server.WaitUntilActiveAsync(table.Name);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    [DynamoDBLocalDiffers("has other words, and no backups")]
    public async Task One_that_is_of_no_table_is_refused(string operation, string request)
    {
        var head = table.Arn[..table.Arn.LastIndexOf('/')];
        await IsRefusedAsync(operation, Named(request, table.Arn + "/index/by_score"), $"Invalid resource type in '{table.Arn}/index/by_score'");
        await IsRefusedAsync(operation, Named(request, head.Replace(":table", ":stream", StringComparison.Ordinal) + "/x-1"), "Invalid resource type in");
        foreach (var malformed in (string[])["arn:", "arn:foo", "arn:aws:s3:r:a:table/abc", head + "/", head + "/ab", head + "/a b", head + "/" + new string('a', 256)])
            await IsRefusedAsync(operation, Named(request, malformed), "Valid ARN format is");
    }

    [Fact]
    [DynamoDBLocalDiffers("answers by the name")]
    public async Task A_batch_answers_by_the_name_that_was_sent()
    {
        await _wire.CallAsync("PutItem", $$"""{"TableName":"{{table.Name}}","Item":{"pk":{"S":"batch"},"sk":{"S":"s"} } }""");
        var answer = await _wire.CallAsync("BatchGetItem", $$"""{"RequestItems":{"{{table.Arn}}":{"Keys":[{"pk":{"S":"batch"},"sk":{"S":"s"} }]} } }""");
        Assert.Equal(table.Arn, Assert.Single(answer.GetProperty("Responses").EnumerateObject()).Name);
    }

    [Fact]
    [DynamoDBLocalDiffers("takes name and ARN for two tables")]
    public async Task Two_writes_of_one_item_are_found_behind_name_and_arn()
    {
        const string Write = """[{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"S":"s"}}}}]""";
        await IsRefusedAsync("BatchWriteItem", $$"""{"RequestItems":{"{{table.Arn}}":{{Write}},"{{table.Name}}":{{Write}} } }""", "contains duplicates");
    }

    [Theory]
    [InlineData("no-arn", "ARNs must start with 'arn:': no-arn")]
    [InlineData("arn:aws:s3:::bucket", "Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::bucket")]
    [InlineData("$ARN/index/by_score", "only table or stream is accepted. Provided resource arn: $ARN/index/by_score")]
    [DynamoDBLocalDiffers("has no tags")]
    public async Task What_cannot_be_tagged_is_refused(string arn, string words)
    {
        foreach (var (operation, members) in ((string, string)[])
            [("ListTagsOfResource", ""), ("TagResource", ""","Tags":[{"Key":"k","Value":"v"}]"""), ("UntagResource", ""","TagKeys":["k"]""")])
            await IsRefusedAsync(operation, WithArn($$"""{"ResourceArn":"{{arn}}"{{members}} }"""), WithArn(words));
    }

    private static string Named(string request, string name) => request.Replace("$NAME", name, StringComparison.Ordinal);

    private string WithArn(string text) => text.Replace("$ARN", table.Arn, StringComparison.Ordinal);

    private async Task IsRefusedAsync(string operation, string request, string words)
    {
        var answer = await _wire.SendAsync(operation, request);
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        Assert.Contains(words, answer.ErrorMessage, StringComparison.Ordinal);
    }
}
