using Ballast.Metadata.Tables;
using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Rules between billing mode and provisioned throughput.</summary>
internal static class ThroughputRules
{
    private const string Invalid = "One or more parameter values were invalid: ";

    private const long UnitsMax = 1_000_000_000_000;

    /// <param name="request">The request.</param>
    /// <param name="isNew">A new table has no throughput yet, so it must say one unless it is on demand.</param>
    public static ApiError? Check(TableRequest request, bool isNew)
    {
        var isOnDemand = request.Text("BillingMode") == "PAY_PER_REQUEST";
        var hasThroughput = request.Has("ProvisionedThroughput");
        if (isOnDemand && hasThroughput)
            return ApiErrors.Validation(
                $"{Invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
        if (isNew && !isOnDemand && !hasThroughput)
            return ApiErrors.Validation(
                $"{Invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        return hasThroughput ? CheckBounds(Read(request)!) : null;
    }

    // Beyond any quota: the service's own arithmetic ends there.
    private static ApiError? CheckBounds(ProvisionedThroughput stated)
    {
        if (stated.ReadUnits > UnitsMax)
            return ApiErrors.Validation($"Given value {stated.ReadUnits} for ReadCapacityUnits is out of bounds");
        return stated.WriteUnits > UnitsMax
            ? ApiErrors.Validation($"Given value {stated.WriteUnits} for WriteCapacityUnits is out of bounds")
            : null;
    }

    /// <summary>The throughput that a request states; null for none.</summary>
    public static ProvisionedThroughput? Read(TableRequest request) => request.Object("ProvisionedThroughput") is { } stated
        ? ProvisionedThroughput.None with
        {
            ReadUnits = TableRequest.Integer(stated, "ReadCapacityUnits")!.Value,
            WriteUnits = TableRequest.Integer(stated, "WriteCapacityUnits")!.Value,
        }
        : null;

    /// <summary>The new throughput with its history: what rose or fell, when, and how often today.</summary>
    public static ProvisionedThroughput Change(ProvisionedThroughput from, ProvisionedThroughput to, DateTimeOffset now)
    {
        var rises = to.ReadUnits > from.ReadUnits || to.WriteUnits > from.WriteUnits;
        var falls = to.ReadUnits < from.ReadUnits || to.WriteUnits < from.WriteUnits;
        var today = from.LastDecrease?.UtcDateTime.Date == now.UtcDateTime.Date ? from.DecreasesToday : 0;
        return to with
        {
            LastIncrease = rises ? now : from.LastIncrease,
            LastDecrease = falls ? now : from.LastDecrease,
            DecreasesToday = falls ? today + 1 : today,
        };
    }
}
