using System.Collections.Immutable;
using System.Text;

using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Metadata.Tables;

/// <summary>A partition's schema as a document: in the record that creates its group, in its tree, and in the system table.</summary>
/// <remarks>docs/formats/records.md.</remarks>
public static class SchemaDocument
{
    public const byte FormatVersion = 1;

    public static byte[] Write(PartitionSchema schema)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Field("v"u8, FormatVersion);
        builder.Name("partition"u8);
        Write(builder, schema.Key.Partition);
        if (schema.Key.Sort is not null)
        {
            builder.Name("sort"u8);
            Write(builder, schema.Key.Sort);
        }
        builder.Name("indexes"u8);
        builder.BeginList();
        foreach (var index in schema.LocalIndexes)
            Write(builder, index);
        builder.EndList();
        builder.EndDocument();
        return builder.Written.ToArray();
    }

    /// <summary>Null when the bytes are no schema, or one of a newer format.</summary>
    public static PartitionSchema? Read(ReadOnlySpan<byte> bytes)
    {
        if (!DocumentVerifier.Verify(bytes))
            return null;
        var document = new DocumentView(bytes);
        if (!document.Contains("v"u8) || document.Int64("v"u8) != FormatVersion
            || !document.TryGet("partition"u8, out var partition) || !document.TryGet("indexes"u8, out var list))
            return null;
        var indexes = ImmutableArray.CreateBuilder<LocalIndex>();
        foreach (var entry in list.AsList)
            indexes.Add(ReadIndex(entry.AsMap));
        var sort = document.TryGet("sort"u8, out var part) ? ReadPart(part.AsMap) : null;
        return new PartitionSchema(new KeySchema(ReadPart(partition.AsMap), sort), indexes.ToImmutable());
    }

    private static void Write(DocumentBuilder builder, KeyPart part)
    {
        builder.BeginMap();
        builder.Field("name"u8, part.Name);
        builder.Field("type"u8, (long)part.Type);
        builder.EndMap();
    }

    private static KeyPart ReadPart(DocumentView map) => new(map.Text("name"u8), (KeyType)map.Int64("type"u8));

    private static void Write(DocumentBuilder builder, LocalIndex index)
    {
        builder.BeginMap();
        builder.Field("name"u8, index.Name);
        builder.Field("ordinal"u8, index.Ordinal);
        builder.Field("projection"u8, (long)index.Projection.Kind);
        builder.Name("sort"u8);
        Write(builder, index.Sort);
        builder.Name("attributes"u8);
        builder.BeginList();
        foreach (var name in index.Projection.NonKeyAttributes)
            builder.String(Encoding.UTF8.GetBytes(name));
        builder.EndList();
        builder.EndMap();
    }

    private static LocalIndex ReadIndex(DocumentView map)
    {
        var whole = map.TryGet("sort"u8, out var sort) & map.TryGet("attributes"u8, out var list);
        Invariant.Holds(whole);
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var name in list.AsList)
            names.Add(Encoding.UTF8.GetString(name.AsString));
        var projection = new IndexProjection((ProjectionKind)map.Int64("projection"u8), names.ToImmutable());
        return new LocalIndex(map.Text("name"u8), (byte)map.Int64("ordinal"u8), ReadPart(sort.AsMap), projection);
    }
}
