using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>The service's default quotas of throughput, and what it says above them.</summary>
internal static class ThroughputQuotas
{
    public const int TableUnitsMax = 40_000, AccountUnitsMax = 80_000;

    /// <summary>The first setting that no table may have; null for none.</summary>
    /// <param name="asked">The settings.</param>
    /// <param name="region">The Region to name.</param>
    public static ApiError? Check(ThroughputSettings asked, string region) =>
        OfProvisioned(asked.Provisioned.Read, "ReadCapacityUnits", region)
        ?? OfProvisioned(asked.Provisioned.Write, "WriteCapacityUnits", region)
        ?? Of(asked.OnDemand.Read, "MaxReadRequestUnits for OnDemandThroughput", "Read", region)
        ?? Of(asked.OnDemand.Write, "MaxWriteRequestUnits for OnDemandThroughput", "Write", region)
        ?? Of(asked.Warm.Read, "ReadUnitsPerSecond for WarmThroughput", "Read", region)
        ?? Of(asked.Warm.Write, "WriteUnitsPerSecond for WarmThroughput", "Write", region);

    private static ApiError? OfProvisioned(long? units, string member, string region) => units > TableUnitsMax
        ? ApiErrors.LimitExceeded(
            $"The requested {member}, {units}, is above the per table maximum for the account in {region}. Per table maximum: {TableUnitsMax}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.")
        : null;

    private static ApiError? Of(long? units, string member, string kind, string region) => units > TableUnitsMax
        ? ApiErrors.LimitExceeded($"Subscriber limit exceeded: Requested {member} for table exceeds TableMax{kind}CapacityUnits of the account in region {region}")
        : null;
}
