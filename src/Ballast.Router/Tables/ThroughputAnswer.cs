using Ballast.Metadata.Tables;
using Ballast.Router.Json;

namespace Ballast.Router.Tables;

/// <summary>Writes what a TableDescription structure says of billing and throughput.</summary>
internal static class ThroughputAnswer
{
    public static void WriteProvisioned(ref ResponseWriter writer, ProvisionedThroughput throughput, DateTimeOffset now)
    {
        writer.Name("ProvisionedThroughput"u8);
        writer.BeginObject();
        if (throughput.LastIncrease is { } increase)
        {
            writer.Name("LastIncreaseDateTime"u8);
            TableAnswer.WriteTime(ref writer, increase);
        }
        if (throughput.LastDecrease is { } decrease)
        {
            writer.Name("LastDecreaseDateTime"u8);
            TableAnswer.WriteTime(ref writer, decrease);
        }
        writer.NumberMember("NumberOfDecreasesToday"u8, DecreaseBudget.CountOn(throughput, now));
        writer.NumberMember("ReadCapacityUnits"u8, throughput.ReadUnits);
        writer.NumberMember("WriteCapacityUnits"u8, throughput.WriteUnits);
        writer.EndObject();
    }

    /// <summary>The service shows the summary only for a table that is, or once was, on demand, and the time once the table is.</summary>
    public static void WriteBilling(ref ResponseWriter writer, TableDescription table)
    {
        var isOnDemand = table.BillingMode == BillingMode.PayPerRequest;
        if (!isOnDemand && table.OnDemandSince is null)
            return;
        writer.Name("BillingModeSummary"u8);
        writer.BeginObject();
        writer.StringMember("BillingMode"u8, isOnDemand ? "PAY_PER_REQUEST" : "PROVISIONED");
        if (table.OnDemandSince is { } since && table.Status != TableStatus.Creating)
        {
            writer.Name("LastUpdateToPayPerRequestDateTime"u8);
            TableAnswer.WriteTime(ref writer, since);
        }
        writer.EndObject();
    }

    /// <summary>A member without a bound is left out, and so is the structure without members.</summary>
    public static void WriteOnDemand(ref ResponseWriter writer, OnDemandThroughput bounds)
    {
        if (!bounds.IsBounded)
            return;
        writer.Name("OnDemandThroughput"u8);
        writer.BeginObject();
        if (bounds.MaxReadUnits is { } read)
            writer.NumberMember("MaxReadRequestUnits"u8, read);
        if (bounds.MaxWriteUnits is { } write)
            writer.NumberMember("MaxWriteRequestUnits"u8, write);
        writer.EndObject();
    }

    /// <summary>A table that is being created shows what was asked for; any other what it can serve now.</summary>
    public static void WriteWarm(ref ResponseWriter writer, TableDescription table)
    {
        var isCreating = table.Status == TableStatus.Creating;
        if (isCreating && table.WarmAsked is null)
            return;
        var warm = isCreating ? table.WarmAsked! : table.Warm;
        writer.Name("WarmThroughput"u8);
        writer.BeginObject();
        writer.NumberMember("ReadUnitsPerSecond"u8, warm.ReadUnits);
        writer.NumberMember("WriteUnitsPerSecond"u8, warm.WriteUnits);
        writer.StringMember("Status"u8, table.WarmAsked is null ? "ACTIVE" : "UPDATING");
        writer.EndObject();
    }
}
