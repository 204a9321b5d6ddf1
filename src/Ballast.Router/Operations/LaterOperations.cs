using System.Collections.Frozen;

using Ballast.Router.Errors;
using Ballast.Router.Http;

namespace Ballast.Router.Operations;

/// <summary>Operations of the public API that this version does not have: they are known, and say so.</summary>
internal sealed class LaterOperation(string name) : IOperation
{
    public string Name => name;

    public ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body) =>
        new(ApiErrors.Validation($"Ballast does not support the operation {name} in this version. See docs/compatibility.md for what it supports."));

    public static FrozenSet<string> OfDynamoDb { get; } = new[]
    {
        "BatchExecuteStatement", "CreateBackup", "CreateGlobalTable", "DeleteBackup", "DeleteResourcePolicy", "DescribeBackup",
        "DescribeContributorInsights", "DescribeExport", "DescribeGlobalTable", "DescribeGlobalTableSettings", "DescribeImport",
        "DescribeKinesisStreamingDestination", "DescribeTableReplicaAutoScaling", "DisableKinesisStreamingDestination",
        "EnableKinesisStreamingDestination", "ExecuteStatement", "ExecuteTransaction", "ExportTableToPointInTime", "GetResourcePolicy",
        "ImportTable", "ListBackups", "ListContributorInsights", "ListExports", "ListGlobalTables", "ListImports", "PutResourcePolicy",
        "RestoreTableFromBackup", "RestoreTableToPointInTime", "SearchVectors", "TransactGetItems", "TransactWriteItems",
        "UpdateContinuousBackups", "UpdateContributorInsights", "UpdateGlobalTable", "UpdateGlobalTableSettings",
        "UpdateKinesisStreamingDestination", "UpdateTableReplicaAutoScaling", "UpdateTimeToLive",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static FrozenSet<string> OfStreams { get; } =
        new[] { "DescribeStream", "GetRecords", "GetShardIterator", "ListStreams" }.ToFrozenSet(StringComparer.Ordinal);
}
