using Ballast.Metadata.Tables;
using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>Rules between billing mode and throughput that a request keeps or breaks by itself, whatever its table is.</summary>
internal static class ThroughputRules
{
    private const long ProvisionedUnitsMax = 1_000_000_000_000;

    /// <summary>Removes a bound of on-demand throughput.</summary>
    public const long Unbounded = -1;

    /// <summary>A new table has no throughput yet, so it must say one unless it is on demand.</summary>
    public static ApiError? CheckNew(ThroughputSettings asked)
    {
        var isOnDemand = asked.Mode == BillingMode.PayPerRequest;
        if (isOnDemand && !asked.Provisioned.IsEmpty)
            return NoCapacityUnits;
        if (!isOnDemand && asked.Provisioned.IsEmpty)
            return Invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        if (!isOnDemand && BoundNamed(asked.OnDemand) is { } bound)
            return Invalid($"{bound} for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.");
        return CheckProvisioned(asked.Provisioned) ?? CheckBounds(asked.OnDemand, least: 1) ?? CheckNewWarm(asked, isOnDemand);
    }

    /// <summary>A change of a table.</summary>
    public static ApiError? CheckChange(ThroughputSettings asked)
    {
        if (asked.Mode == BillingMode.PayPerRequest && !asked.Provisioned.IsEmpty)
            return Invalid("ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST");
        if (asked.Mode == BillingMode.Provisioned && asked.Provisioned.IsEmpty)
            return Invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        return CheckProvisioned(asked.Provisioned) ?? CheckBounds(asked.OnDemand, least: Unbounded);
    }

    /// <summary>A change, together with the billing mode that its table will have.</summary>
    public static ApiError? CheckMode(ThroughputSettings asked, BillingMode mode)
    {
        if (mode == BillingMode.PayPerRequest && !asked.Provisioned.IsEmpty)
            return NoCapacityUnits;
        return mode == BillingMode.Provisioned && BoundNamed(asked.OnDemand) is { } bound
            ? Invalid($"{bound} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED")
            : null;
    }

    public static ApiError? CheckRaise(StatedUnits warm, WarmThroughput current)
    {
        const string Why = "lower than current WarmThroughput, decreasing WarmThroughput is not supported";
        return CheckWarm(warm, current, Why, Why);
    }

    private static ApiError NoCapacityUnits =>
        Invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");

    private static ApiError? CheckNewWarm(ThroughputSettings asked, bool isOnDemand)
    {
        const string OnDemand = "lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial";
        return isOnDemand
            ? CheckWarm(asked.Warm, WarmThroughput.OfOnDemand, OnDemand, OnDemand)
            : CheckWarm(asked.Warm, new WarmThroughput(asked.Provisioned.Read ?? 0, asked.Provisioned.Write ?? 0),
                "lower than ReadCapacityUnits of ProvisionedThroughput", "lower than WriteCapacityUnits of ProvisionedThroughput");
    }

    private static ApiError? CheckWarm(StatedUnits warm, WarmThroughput least, string whyNotRead, string whyNotWrite)
    {
        if (warm.Read < least.ReadUnits)
            return Invalid($"Requested ReadUnitsPerSecond for WarmThroughput for table is {whyNotRead}");
        return warm.Write < least.WriteUnits ? Invalid($"Requested WriteUnitsPerSecond for WarmThroughput for table is {whyNotWrite}") : null;
    }

    // Beyond any quota: the service's own arithmetic ends there.
    private static ApiError? CheckProvisioned(StatedUnits stated)
    {
        if (stated.Read > ProvisionedUnitsMax)
            return ApiErrors.Validation($"Given value {stated.Read} for ReadCapacityUnits is out of bounds");
        return stated.Write > ProvisionedUnitsMax
            ? ApiErrors.Validation($"Given value {stated.Write} for WriteCapacityUnits is out of bounds")
            : null;
    }

    private static ApiError? CheckBounds(StatedUnits stated, long least)
    {
        if (stated.Read < least || stated.Read == 0)
            return Invalid("Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range");
        return stated.Write < least || stated.Write == 0
            ? Invalid("Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range")
            : null;
    }

    private static string? BoundNamed(StatedUnits onDemand) =>
        onDemand.Read is not null ? "MaxReadRequestUnits" : onDemand.Write is not null ? "MaxWriteRequestUnits" : null;

    private static ApiError Invalid(string message) => ApiErrors.Validation("One or more parameter values were invalid: " + message);
}
