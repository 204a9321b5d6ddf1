using Ballast.Metadata.Tables;
using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>One UpdateTable: what it makes of a table, why it may not, and what its answer shows.</summary>
internal sealed class TableChange(ThroughputSettings asked, TableClass? tableClass, bool? isProtected, string region, DateTimeOffset now)
{
    private TableDescription? _before;

    /// <summary>Why the table was left as it is.</summary>
    public ApiError? Refusal { get; private set; }

    // Everything but deletion protection and the bounds of on-demand throughput takes the table through UPDATING.
    private bool TakesTime => asked.Mode is not null || !asked.Provisioned.IsEmpty || tableClass is not null;

    /// <summary>The table after the change; null with a <see cref="Refusal"/>.</summary>
    public TableDescription? Apply(TableDescription table)
    {
        _before = table;
        Refusal = Check(table);
        if (Refusal is not null)
            return null;
        var changed = ChangeBilling(table) with
        {
            WarmAsked = asked.Warm.IsEmpty ? table.WarmAsked : Merge(asked.Warm, table.WarmAsked ?? table.Warm),
            DeletionProtection = isProtected ?? table.DeletionProtection,
            Status = TakesTime ? TableStatus.Updating : table.Status,
        };
        if (tableClass is not null)
            changed = changed with { TableClass = tableClass, TableClassSince = now };
        return changed.Warm == changed.Warm.Or(table.Warm) ? changed : changed with { WarmPeak = table.Warm };
    }

    /// <summary>What the answer describes: the units, and the time of the switch to on-demand, are still the old ones; a bound that was removed is -1.</summary>
    public TableDescription Shown(TableDescription changed)
    {
        var before = _before!;
        var shown = changed with { OnDemandSince = before.OnDemandSince, WarmPeak = before.Warm, OnDemand = Merge(before.OnDemand, asked.OnDemand) };
        if (before.BillingMode == BillingMode.Provisioned && changed.BillingMode == BillingMode.Provisioned)
            shown = shown with
            {
                Throughput = changed.Throughput with
                {
                    ReadUnits = before.Throughput.ReadUnits,
                    WriteUnits = before.Throughput.WriteUnits,
                    DecreasesToday = DecreaseBudget.CountOn(before.Throughput, now),
                },
            };
        return shown;
    }

    private ApiError? Check(TableDescription table)
    {
        var mode = asked.Mode ?? table.BillingMode;
        if ((ThroughputRules.CheckMode(asked, mode) ?? CheckThatItChanges(table) ?? ThroughputRules.CheckRaise(asked.Warm, table.Warm)
            ?? ThroughputQuotas.Check(asked, region)) is { } error)
            return error;
        if (mode == BillingMode.PayPerRequest)
            return table.BillingMode == BillingMode.PayPerRequest ? null : OnDemandSwitches.Check(table.OnDemandSwitches, now);
        return asked.Provisioned is { Read: { } read, Write: { } write } && DecreaseBudget.Falls(table.Throughput, read, write)
            ? DecreaseBudget.Check(table.Throughput, now)
            : null;
    }

    private ApiError? CheckThatItChanges(TableDescription table)
    {
        var current = table.Throughput;
        if (table.BillingMode != BillingMode.Provisioned || asked.Provisioned != new StatedUnits(current.ReadUnits, current.WriteUnits))
            return null;
        return ApiErrors.Validation(
            $"The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: {current.ReadUnits}. Requested ReadCapacityUnits: {current.ReadUnits}. Current WriteCapacityUnits provisioned for the table: {current.WriteUnits}. Requested WriteCapacityUnits: {current.WriteUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");
    }

    private TableDescription ChangeBilling(TableDescription table)
    {
        if (asked.Provisioned is { Read: { } read, Write: { } write })
            return table with
            {
                BillingMode = BillingMode.Provisioned,
                OnDemand = OnDemandThroughput.Unbounded,
                // The units of a table that was on-demand neither rise nor fall.
                Throughput = table.BillingMode == BillingMode.Provisioned
                    ? DecreaseBudget.Change(table.Throughput, read, write, now)
                    : table.Throughput with { ReadUnits = read, WriteUnits = write },
            };
        if (asked.Mode == BillingMode.PayPerRequest && table.BillingMode == BillingMode.Provisioned)
            table = table with
            {
                BillingMode = BillingMode.PayPerRequest,
                OnDemandSince = now,
                OnDemandSwitches = OnDemandSwitches.Add(table.OnDemandSwitches, now),
                Throughput = table.Throughput with { ReadUnits = 0, WriteUnits = 0 },
            };
        var bounds = Merge(table.OnDemand, asked.OnDemand);
        return table with { OnDemand = new OnDemandThroughput(Bound(bounds.MaxReadUnits), Bound(bounds.MaxWriteUnits)) };
    }

    private static WarmThroughput Merge(StatedUnits stated, WarmThroughput current) =>
        new(stated.Read ?? current.ReadUnits, stated.Write ?? current.WriteUnits);

    private static OnDemandThroughput Merge(OnDemandThroughput current, StatedUnits stated) =>
        new(stated.Read ?? current.MaxReadUnits, stated.Write ?? current.MaxWriteUnits);

    private static long? Bound(long? units) => units == ThroughputRules.Unbounded ? null : units;
}
