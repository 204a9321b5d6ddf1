using System.Net;

namespace Ballast.Conformance.Later;

/// <summary>What this server does not do yet it refuses by name: never a wrong result, never a 5xx. A row goes when its operation comes.</summary>
[Trait("differs", "dynamodb-local")] // These rows state what Ballast lacks, so they are skipped elsewhere.
public sealed class LaterOperationTests(NumberRangeTable table) : IClassFixture<NumberRangeTable>
{
    private const string Key = """{"pk":{"S":"a"},"sk":{"N":"1"}}""";

    public static TheoryData<string, string> Operations { get; } = new()
    {
        { "TransactWriteItems", $$"""{"TransactItems":[{"Put":{"TableName":"T","Item":{{Key}} } }]}""" },
        { "TransactGetItems", $$"""{"TransactItems":[{"Get":{"TableName":"T","Key":{{Key}} } }]}""" },
        { "ExecuteStatement", """{"Statement":"SELECT * FROM T"}""" },
        { "BatchExecuteStatement", """{"Statements":[{"Statement":"SELECT * FROM T WHERE pk='a'"}]}""" },
        { "ExecuteTransaction", """{"TransactStatements":[{"Statement":"SELECT * FROM T WHERE pk='a'"}]}""" },
        { "UpdateTimeToLive", """{"TableName":"T","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}}""" },
        { "CreateBackup", """{"TableName":"T","BackupName":"backup"}""" },
        { "ListBackups", "{}" },
        { "UpdateContinuousBackups", """{"TableName":"T","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}""" },
        { "RestoreTableFromBackup", """{"TargetTableName":"U","BackupArn":"arn:aws:dynamodb:us-east-1:000000000000:table/T/backup/01"}""" },
        { "RestoreTableToPointInTime", """{"SourceTableName":"T","TargetTableName":"U","UseLatestRestorableTime":true}""" },
        { "ExportTableToPointInTime", """{"TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/T","S3Bucket":"bucket"}""" },
        { "ImportTable", "{}" },
        { "ListImports", "{}" },
        { "ListExports", "{}" },
        { "CreateGlobalTable", """{"GlobalTableName":"T","ReplicationGroup":[{"RegionName":"us-east-1"}]}""" },
        { "ListGlobalTables", "{}" },
        { "DescribeTableReplicaAutoScaling", """{"TableName":"T"}""" },
        { "EnableKinesisStreamingDestination", """{"TableName":"T","StreamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/S"}""" },
        { "DescribeContributorInsights", """{"TableName":"T"}""" },
        { "GetResourcePolicy", """{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/T"}""" },
        { "SearchVectors", "{}" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public Task An_operation_that_comes_later_is_refused_by_name(string operation, string body) =>
        IsRefusedByNameAsync(Wire.TargetPrefix + operation, body.Replace("\"T\"", $"\"{table.Name}\""), operation);

    [Theory]
    [InlineData("ListStreams", "{}")]
    [InlineData("DescribeStream", """{"StreamArn":"arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2026-01-01T00:00:00.000"}""")]
    [InlineData("GetShardIterator", "{}")]
    [InlineData("GetRecords", "{}")]
    public Task A_stream_operation_is_refused_by_name(string operation, string body) =>
        IsRefusedByNameAsync("DynamoDBStreams_20120810." + operation, body, operation);

    [Theory]
    [InlineData("GlobalSecondaryIndexes", """[{"IndexName":"gsi","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]""")]
    [InlineData("StreamSpecification", """{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}""")]
    public Task A_parameter_of_CreateTable_that_comes_later_is_refused_by_name(string parameter, string value) =>
        IsRefusedByNameAsync(
            Wire.TargetPrefix + "CreateTable",
            $$"""
            {"TableName":"{{table.Server.UniqueName()}}","BillingMode":"PAY_PER_REQUEST","{{parameter}}":{{value}},
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}
            """,
            parameter);

    [Theory]
    [InlineData("GlobalSecondaryIndexUpdates", """[{"Delete":{"IndexName":"gsi"}}]""")]
    [InlineData("StreamSpecification", """{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}""")]
    [InlineData("ReplicaUpdates", """[{"Create":{"RegionName":"eu-west-1"}}]""")]
    public Task A_parameter_of_UpdateTable_that_comes_later_is_refused_by_name(string parameter, string value) =>
        IsRefusedByNameAsync(Wire.TargetPrefix + "UpdateTable", $$"""{"TableName":"{{table.Name}}","{{parameter}}":{{value}}}""", parameter);

    private async Task IsRefusedByNameAsync(string target, string body, string name)
    {
        Assert.SkipUnless(table.Server.IsBallast, "States what Ballast does not do yet.");
        var answer = await new Wire(table.Server).SendAsync(target, System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        Assert.Contains(name, answer.ErrorMessage, StringComparison.OrdinalIgnoreCase);
    }
}
