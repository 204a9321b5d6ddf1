using System.Collections.Immutable;

using Ballast.Model.Documents;

namespace Ballast.Metadata.Tables;

/// <summary>The throughput settings in a table's document that came with version 2: each is absent where it is not set.</summary>
/// <remarks>docs/formats/system-table.md.</remarks>
internal static class ThroughputDocument
{
    public static void Write(DocumentBuilder builder, TableDescription table)
    {
        Units(builder, "maxRead"u8, table.OnDemand.MaxReadUnits);
        Units(builder, "maxWrite"u8, table.OnDemand.MaxWriteUnits);
        Units(builder, "warmRead"u8, table.WarmPeak?.ReadUnits);
        Units(builder, "warmWrite"u8, table.WarmPeak?.WriteUnits);
        Units(builder, "warmReadAsked"u8, table.WarmAsked?.ReadUnits);
        Units(builder, "warmWriteAsked"u8, table.WarmAsked?.WriteUnits);
        // Whole milliseconds in text, as one attribute: a handful at most.
        if (table.OnDemandSwitches.Length > 0)
            builder.Field("switches"u8, string.Join(' ', table.OnDemandSwitches.Select(static time => time.ToUnixTimeMilliseconds())));
    }

    /// <summary>The description with the settings that the document has.</summary>
    public static TableDescription Read(DocumentView document, TableDescription table) => table with
    {
        OnDemand = new OnDemandThroughput(document.OptionalInt64("maxRead"u8), document.OptionalInt64("maxWrite"u8)),
        WarmPeak = Warm(document.OptionalInt64("warmRead"u8), document.OptionalInt64("warmWrite"u8)),
        WarmAsked = Warm(document.OptionalInt64("warmReadAsked"u8), document.OptionalInt64("warmWriteAsked"u8)),
        OnDemandSwitches = document.Contains("switches"u8) ? Times(document.Text("switches"u8)) : [],
    };

    private static WarmThroughput? Warm(long? read, long? write) => read is null || write is null ? null : new WarmThroughput(read.Value, write.Value);

    private static ImmutableArray<DateTimeOffset> Times(string text) =>
        [.. text.Split(' ').Select(static time => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, System.Globalization.CultureInfo.InvariantCulture)))];

    private static void Units(DocumentBuilder builder, ReadOnlySpan<byte> name, long? units)
    {
        if (units is { } some)
            builder.Field(name, some);
    }
}
