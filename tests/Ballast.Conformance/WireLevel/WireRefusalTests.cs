using System.Net;
using System.Text;

namespace Ballast.Conformance.WireLevel;

public sealed class WireRefusalTests(HashTable table) : IClassFixture<HashTable>
{
    private readonly Wire _wire = new(table.Server);

    [Theory]
    [InlineData("DynamoDB_20120810.NoSuchOperation")]
    [InlineData("DynamoDB_20120810.getItem")]
    public Task An_unknown_name_is_an_unknown_operation(string target) => IsUnknownAsync(target);

    [Theory]
    [InlineData("DynamoDB_20991231.GetItem")]
    [InlineData("Nonsense")]
    [DynamoDBLocalDiffers("has another error, or a 500")]
    public Task An_unknown_service_is_an_unknown_operation(string target) => IsUnknownAsync(target);

    [Theory]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"TableName":}""")]
    [InlineData("""{"TableName":["x"]}""")]
    [InlineData("""{"TableName":{"x":1}}""")]
    [DynamoDBLocalDiffers("fails with a 500 on some of them")]
    public async Task A_body_that_is_not_the_right_json_cannot_be_read(string body)
    {
        var answer = await _wire.SendAsync("DescribeTable", body);
        Assert.Equal((HttpStatusCode.BadRequest, "SerializationException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    [DynamoDBLocalDiffers("fails with a 500")]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        var answer = await _wire.SendAsync(Wire.TargetPrefix + "DescribeTable", [.. "{\"TableName\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    [DynamoDBLocalDiffers("has no such limit")]
    public async Task A_body_beyond_sixteen_megabytes_is_too_large()
    {
        var answer = await _wire.SendAsync(Wire.TargetPrefix + "DescribeTable", Encoding.UTF8.GetBytes("{}".PadRight((16 * 1024 * 1024) + 1)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Fact]
    [DynamoDBLocalDiffers("has no such limit")]
    public async Task So_is_one_that_comes_in_chunks_without_its_length()
    {
        var body = Encoding.UTF8.GetBytes("{}".PadRight((16 * 1024 * 1024) + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _wire.SendAsync(Wire.TargetPrefix + "ListTables", body, Chunked)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _wire.SendAsync(Wire.TargetPrefix + "ListTables", body[..^1])).Status);
        Assert.Equal(HttpStatusCode.OK, (await _wire.SendAsync(Wire.TargetPrefix + "ListTables", body[..^1], Chunked)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [DynamoDBLocalDiffers("reads any type")]
    public async Task A_body_of_another_type_is_of_no_operation(string? type)
    {
        var answer = await _wire.SendAsync("ListTables", "{}", request => request.Content!.Headers.ContentType = type is null ? null : new(type));
        Assert.Equal((HttpStatusCode.NotFound, "<UnknownOperationException/>\n"), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    [Fact]
    [DynamoDBLocalDiffers("reads any method")]
    public async Task Another_method_is_of_no_operation()
    {
        var answer = await _wire.SendAsync("ListTables", "{}", request => request.Method = HttpMethod.Put);
        Assert.Equal((HttpStatusCode.NotFound, "<UnknownOperationException/>\n"), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    [Theory]
    [InlineData("DescribeTable", """{"TableName":"no-such-table"}""", "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException")]
    [InlineData("ListTables", """{"Limit":0}""", "com.amazon.coral.validate#ValidationException")]
    [InlineData("DescribeTable", "{", "com.amazon.coral.service#SerializationException")]
    [InlineData("NoSuchOperation", "{}", "com.amazon.coral.service#UnknownOperationException")]
    [DynamoDBLocalDiffers("has other namespaces")]
    public async Task An_error_has_the_namespace_of_its_origin(string operation, string body, string type) =>
        Assert.Equal(type, (await _wire.SendAsync(operation, body)).ErrorType);

    [Fact]
    public async Task A_failed_condition_has_the_namespace_of_the_service_and_may_carry_the_item()
    {
        await table.PutAsync(Item(("pk", S("there"))));
        var answer = await _wire.SendAsync("PutItem", $$$"""
            {"TableName":"{{{table.Name}}}","Item":{"pk":{"S":"there"}},"ConditionExpression":"attribute_not_exists(pk)",
             "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}
            """);
        Assert.Equal("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", answer.ErrorType);
        Assert.Equal("there", answer.Json.GetProperty("Item").GetProperty("pk").GetProperty("S").GetString());
        Assert.NotEmpty(answer.ErrorMessage);
    }

    [Fact]
    public async Task An_error_says_what_is_wrong() => Assert.NotEmpty((await _wire.SendAsync("ListTables", """{"Limit":0}""")).ErrorMessage);

    [Fact]
    [DynamoDBLocalDiffers("names the error without Exception")]
    public async Task A_request_without_authorization_is_missing_its_token()
    {
        var answer = await _wire.SendAsync("ListTables", "{}", request => request.Headers.Remove("Authorization"));
        Assert.Equal((HttpStatusCode.BadRequest, "MissingAuthenticationTokenException"), (answer.Status, answer.ErrorCode));
    }

    [Theory]
    [InlineData("Bearer token")]
    [InlineData("AWS AKID:signature")]
    [DynamoDBLocalDiffers("names the error without Exception")]
    public async Task An_authorization_of_another_kind_is_none(string authorization)
    {
        var answer = await _wire.SendAsync("ListTables", "{}", request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        });
        Assert.Equal((HttpStatusCode.BadRequest, "MissingAuthenticationTokenException"), (answer.Status, answer.ErrorCode));
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 nothing")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host")]
    [DynamoDBLocalDiffers("names the error without Exception")]
    public async Task A_malformed_authorization_is_an_incomplete_signature(string authorization)
    {
        var answer = await _wire.SendAsync("ListTables", "{}", request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        });
        Assert.Equal((HttpStatusCode.BadRequest, "IncompleteSignatureException"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_browser_is_told_what_this_is()
    {
        Assert.SkipUnless(table.Server.IsBallast, "Only Ballast has a front page.");
        var answer = await _wire.SendPlainAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("DynamoDB", Encoding.UTF8.GetString(answer.Body));
    }

    [Fact]
    public async Task Any_other_page_is_an_answer_too()
    {
        Assert.SkipUnless(table.Server.IsBallast, "Only Ballast has pages.");
        Assert.InRange((int)(await _wire.SendPlainAsync(HttpMethod.Get, "/no/such/page")).Status, 200, 499);
    }

    private static void Chunked(HttpRequestMessage request) => request.Headers.TransferEncodingChunked = true;

    private async Task IsUnknownAsync(string target)
    {
        var answer = await _wire.SendAsync(target, "{}"u8.ToArray());
        Assert.Equal((HttpStatusCode.BadRequest, "UnknownOperationException"), (answer.Status, answer.ErrorCode));
    }
}
