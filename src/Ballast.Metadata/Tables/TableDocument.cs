using System.Collections.Immutable;
using System.Text;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Model.Documents;

namespace Ballast.Metadata.Tables;

/// <summary>A table description as an item of the system table.</summary>
/// <remarks>docs/formats/system-table.md. Times are milliseconds of the Unix epoch.</remarks>
public static class TableDocument
{
    public const int FormatVersion = 2;

    /// <summary>Writes the attributes behind the key into a builder whose document is open.</summary>
    public static void Write(DocumentBuilder builder, TableDescription table)
    {
        builder.Field("v"u8, HasThroughputSettings(table) ? FormatVersion : 1);
        builder.Field("id"u8, table.Id.ToString());
        builder.Field("version"u8, (long)table.Version);
        builder.Field("group"u8, (long)table.Group.Value);
        builder.Field("status"u8, (long)table.Status);
        builder.Field("created"u8, table.CreatedAt.ToUnixTimeMilliseconds());
        builder.Name("schema"u8);
        builder.Binary(SchemaDocument.Write(table.Schema));
        builder.Field("billing"u8, (long)table.BillingMode);
        Time(builder, "onDemandSince"u8, table.OnDemandSince);
        builder.Field("readUnits"u8, table.Throughput.ReadUnits);
        builder.Field("writeUnits"u8, table.Throughput.WriteUnits);
        builder.Field("decreases"u8, table.Throughput.DecreasesToday);
        Time(builder, "increased"u8, table.Throughput.LastIncrease);
        Time(builder, "decreased"u8, table.Throughput.LastDecrease);
        builder.Field("class"u8, (long)(table.TableClass ?? 0));
        Time(builder, "classSince"u8, table.TableClassSince);
        builder.Name("protected"u8);
        builder.Bool(table.DeletionProtection);
        builder.Name("tags"u8);
        builder.BeginMap();
        foreach (var (key, value) in table.Tags)
            builder.Field(Encoding.UTF8.GetBytes(key), value);
        builder.EndMap();
        if (HasThroughputSettings(table))
            ThroughputDocument.Write(builder, table);
    }

    // A description without them is one that version 1 knows whole, and stays readable there.
    private static bool HasThroughputSettings(TableDescription table) =>
        table.OnDemand.IsBounded || table.WarmPeak is not null || table.WarmAsked is not null || table.OnDemandSwitches.Length > 0;

    /// <param name="name">The table's name, from the item's key.</param>
    /// <param name="document">The whole item.</param>
    public static TableDescription Read(string name, DocumentView document)
    {
        Invariant.Holds(document.Int64("v"u8) is >= 1 and <= FormatVersion);
        var whole = document.TryGet("schema"u8, out var schemaBytes) & document.TryGet("protected"u8, out var isProtected);
        Invariant.Holds(whole);
        var schema = SchemaDocument.Read(schemaBytes.AsBinary);
        Invariant.Holds(schema is not null);
        return ThroughputDocument.Read(document, new TableDescription
        {
            Name = name,
            Id = Guid.Parse(document.Text("id"u8)),
            Version = (ulong)document.Int64("version"u8),
            Group = new GroupId((ulong)document.Int64("group"u8)),
            Status = (TableStatus)document.Int64("status"u8),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(document.Int64("created"u8)),
            Schema = schema,
            BillingMode = (BillingMode)document.Int64("billing"u8),
            OnDemandSince = Time(document, "onDemandSince"u8),
            Throughput = new ProvisionedThroughput(document.Int64("readUnits"u8), document.Int64("writeUnits"u8),
                Time(document, "increased"u8), Time(document, "decreased"u8), (int)document.Int64("decreases"u8)),
            TableClass = document.Int64("class"u8) is var kind and not 0 ? (TableClass)kind : null,
            TableClassSince = Time(document, "classSince"u8),
            DeletionProtection = isProtected.AsBool,
            Tags = ReadTags(document),
        });
    }

    private static ImmutableSortedDictionary<string, string> ReadTags(DocumentView document)
    {
        var found = document.TryGet("tags"u8, out var map);
        Invariant.Holds(found);
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.AsMap)
            tags[Encoding.UTF8.GetString(entry.Name)] = Encoding.UTF8.GetString(entry.Value.AsString);
        return tags.ToImmutable();
    }

    private static void Time(DocumentBuilder builder, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } moment)
            builder.Field(name, moment.ToUnixTimeMilliseconds());
    }

    private static DateTimeOffset? Time(DocumentView document, ReadOnlySpan<byte> name) =>
        document.OptionalInt64(name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
