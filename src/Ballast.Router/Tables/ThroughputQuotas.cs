using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>The service's default quotas of throughput, and what it says above them.</summary>
internal static class ThroughputQuotas
{
    public const int TableUnitsMax = 40_000, AccountUnitsMax = 80_000;

    /// <summary>The first setting that no table may have; null for none.</summary>
    public static ApiError? Check(ThroughputSettings asked) =>
        OfProvisioned(asked.Provisioned.Read, "ReadCapacityUnits")
        ?? OfProvisioned(asked.Provisioned.Write, "WriteCapacityUnits")
        ?? Of(asked.OnDemand.Read, "MaxReadRequestUnits for OnDemandThroughput", "Read")
        ?? Of(asked.OnDemand.Write, "MaxWriteRequestUnits for OnDemandThroughput", "Write")
        ?? Of(asked.Warm.Read, "ReadUnitsPerSecond for WarmThroughput", "Read")
        ?? Of(asked.Warm.Write, "WriteUnitsPerSecond for WarmThroughput", "Write");

    private static ApiError? OfProvisioned(long? units, string member) => units > TableUnitsMax
        ? ApiErrors.LimitExceeded(
            $"The requested {member}, {units}, is above the per table maximum for the account in {TableArns.Region}. Per table maximum: {TableUnitsMax}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.")
        : null;

    private static ApiError? Of(long? units, string member, string kind) => units > TableUnitsMax
        ? ApiErrors.LimitExceeded($"Subscriber limit exceeded: Requested {member} for table exceeds TableMax{kind}CapacityUnits of the account in region {TableArns.Region}")
        : null;
}
