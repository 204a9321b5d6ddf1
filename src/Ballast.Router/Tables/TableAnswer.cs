using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Node;
using Ballast.Router.Json;

namespace Ballast.Router.Tables;

/// <summary>Writes the TableDescription structure.</summary>
internal static class TableAnswer
{
    /// <param name="writer">The answer.</param>
    /// <param name="table">The table.</param>
    /// <param name="arns">Names the table and its indexes.</param>
    /// <param name="figures">Counts of the table's partition; null while it has none.</param>
    /// <param name="now">Tells which decreases are today's.</param>
    public static void Write(ref ResponseWriter writer, TableDescription table, TableArns arns, PartitionFigures? figures, DateTimeOffset now)
    {
        writer.BeginObject();
        WriteAttributeDefinitions(ref writer, table);
        writer.StringMember("TableName"u8, table.Name);
        WriteKeySchema(ref writer, table.Schema.Key);
        writer.StringMember("TableStatus"u8, StatusOf(table.Status));
        writer.Name("CreationDateTime"u8);
        WriteTime(ref writer, table.CreatedAt);
        ThroughputAnswer.WriteProvisioned(ref writer, table.Throughput, now);
        writer.NumberMember("TableSizeBytes"u8, figures?.Bytes ?? 0);
        writer.NumberMember("ItemCount"u8, figures?.Items ?? 0);
        writer.StringMember("TableArn"u8, arns.Of(table));
        writer.StringMember("TableId"u8, table.Id.ToString());
        ThroughputAnswer.WriteBilling(ref writer, table);
        if (table.Schema.HasLocalIndexes)
            WriteIndexes(ref writer, table, arns, figures);
        if (table.TableClass is { } kind)
            WriteClass(ref writer, kind, table.TableClassSince);
        writer.Name("DeletionProtectionEnabled"u8);
        writer.Bool(table.DeletionProtection);
        ThroughputAnswer.WriteOnDemand(ref writer, table.OnDemand);
        ThroughputAnswer.WriteWarm(ref writer, table);
        writer.EndObject();
    }

    /// <summary>A table that has just begun to go: without its keys, indexes and counts.</summary>
    public static void WriteDeleted(ref ResponseWriter writer, TableDescription table, TableArns arns, DateTimeOffset now)
    {
        writer.BeginObject();
        writer.StringMember("TableName"u8, table.Name);
        writer.StringMember("TableStatus"u8, StatusOf(table.Status));
        ThroughputAnswer.WriteProvisioned(ref writer, table.Throughput, now);
        writer.NumberMember("TableSizeBytes"u8, 0);
        writer.NumberMember("ItemCount"u8, 0);
        writer.StringMember("TableArn"u8, arns.Of(table));
        writer.StringMember("TableId"u8, table.Id.ToString());
        ThroughputAnswer.WriteBilling(ref writer, table);
        if (table.TableClass is { } kind)
            WriteClass(ref writer, kind, table.TableClassSince);
        writer.Name("DeletionProtectionEnabled"u8);
        writer.Bool(table.DeletionProtection);
        writer.EndObject();
    }

    /// <summary>Seconds of the Unix epoch with milliseconds behind the point.</summary>
    public static void WriteTime(ref ResponseWriter writer, DateTimeOffset time) => writer.Real(time.ToUnixTimeMilliseconds() / 1000.0);

    private static string StatusOf(TableStatus status) => status switch
    {
        TableStatus.Creating => "CREATING",
        TableStatus.Active => "ACTIVE",
        TableStatus.Updating => "UPDATING",
        _ => "DELETING",
    };

    private static void WriteAttributeDefinitions(ref ResponseWriter writer, TableDescription table)
    {
        writer.Name("AttributeDefinitions"u8);
        writer.BeginArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in KeyParts(table.Schema))
        {
            if (!seen.Add(part.Name))
                continue;
            writer.BeginObject();
            writer.StringMember("AttributeName"u8, part.Name);
            writer.StringMember("AttributeType"u8, ValueTags.NameOf(part.Tag));
            writer.EndObject();
        }
        writer.EndArray();
    }

    private static IEnumerable<KeyPart> KeyParts(PartitionSchema schema)
    {
        yield return schema.Key.Partition;
        if (schema.Key.Sort is not null)
            yield return schema.Key.Sort;
        foreach (var index in schema.LocalIndexes)
            yield return index.Sort;
    }

    private static void WriteKeySchema(ref ResponseWriter writer, KeySchema key)
    {
        writer.Name("KeySchema"u8);
        writer.BeginArray();
        WriteKeyPart(ref writer, key.Partition, "HASH");
        if (key.Sort is not null)
            WriteKeyPart(ref writer, key.Sort, "RANGE");
        writer.EndArray();
    }

    private static void WriteKeyPart(ref ResponseWriter writer, KeyPart part, string role)
    {
        writer.BeginObject();
        writer.StringMember("AttributeName"u8, part.Name);
        writer.StringMember("KeyType"u8, role);
        writer.EndObject();
    }

    private static void WriteIndexes(ref ResponseWriter writer, TableDescription table, TableArns arns, PartitionFigures? figures)
    {
        writer.Name("LocalSecondaryIndexes"u8);
        writer.BeginArray();
        foreach (var index in table.Schema.LocalIndexes)
        {
            writer.BeginObject();
            writer.StringMember("IndexName"u8, index.Name);
            WriteKeySchema(ref writer, table.Schema.Key with { Sort = index.Sort });
            WriteProjection(ref writer, index.Projection);
            writer.NumberMember("IndexSizeBytes"u8, figures?.IndexBytes[index.Ordinal] ?? 0);
            writer.NumberMember("ItemCount"u8, figures?.IndexEntries[index.Ordinal] ?? 0);
            writer.StringMember("IndexArn"u8, arns.OfIndex(table, index));
            writer.EndObject();
        }
        writer.EndArray();
    }

    private static void WriteProjection(ref ResponseWriter writer, IndexProjection projection)
    {
        writer.Name("Projection"u8);
        writer.BeginObject();
        writer.StringMember("ProjectionType"u8, projection.Kind switch
        {
            ProjectionKind.All => "ALL",
            ProjectionKind.Include => "INCLUDE",
            _ => "KEYS_ONLY",
        });
        if (projection.Kind == ProjectionKind.Include)
        {
            writer.Name("NonKeyAttributes"u8);
            writer.BeginArray();
            foreach (var name in projection.NonKeyAttributes)
                writer.String(name);
            writer.EndArray();
        }
        writer.EndObject();
    }

    private static void WriteClass(ref ResponseWriter writer, TableClass kind, DateTimeOffset? since)
    {
        writer.Name("TableClassSummary"u8);
        writer.BeginObject();
        writer.StringMember("TableClass"u8, kind == TableClass.Standard ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS");
        if (since is { } moment)
        {
            writer.Name("LastUpdateDateTime"u8);
            WriteTime(ref writer, moment);
        }
        writer.EndObject();
    }
}
