using System.Collections.Immutable;
using System.Text;

using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Node.Records;

/// <summary>A partition's schema as a document: in the record that creates its group, and in its tree.</summary>
internal static class SchemaRecord
{
    public const byte FormatVersion = 1;

    public static byte[] Write(PartitionSchema schema)
    {
        using var builder = new DocumentBuilder();
        builder.BeginDocument();
        builder.Name("v"u8);
        Number(builder, FormatVersion);
        builder.Name("partition"u8);
        Part(builder, schema.Key.Partition);
        if (schema.Key.Sort is not null)
        {
            builder.Name("sort"u8);
            Part(builder, schema.Key.Sort);
        }
        builder.Name("indexes"u8);
        builder.BeginList();
        foreach (var index in schema.LocalIndexes)
            Index(builder, index);
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
        if (!document.TryGet("v"u8, out var version) || Int32(version) != FormatVersion || !document.TryGet("partition"u8, out var partition)
            || !document.TryGet("indexes"u8, out var list))
            return null;
        var indexes = ImmutableArray.CreateBuilder<LocalIndex>();
        foreach (var entry in list.AsList)
            indexes.Add(Index(entry.AsMap));
        var sort = document.TryGet("sort"u8, out var part) ? Part(part) : null;
        return new PartitionSchema(new KeySchema(Part(partition), sort), indexes.ToImmutable());
    }

    private static void Part(DocumentBuilder builder, KeyPart part)
    {
        builder.BeginMap();
        builder.Name("name"u8);
        builder.String(part.NameUtf8);
        builder.Name("type"u8);
        Number(builder, (int)part.Type);
        builder.EndMap();
    }

    private static KeyPart Part(ValueView value) => new(Text(value.AsMap, "name"u8), (KeyType)Int32(value.AsMap, "type"u8));

    private static void Index(DocumentBuilder builder, LocalIndex index)
    {
        builder.BeginMap();
        builder.Name("name"u8);
        builder.String(Encoding.UTF8.GetBytes(index.Name));
        builder.Name("ordinal"u8);
        Number(builder, index.Ordinal);
        builder.Name("sort"u8);
        Part(builder, index.Sort);
        builder.Name("projection"u8);
        Number(builder, (int)index.Projection.Kind);
        builder.Name("attributes"u8);
        builder.BeginList();
        foreach (var name in index.Projection.NonKeyAttributes)
            builder.String(Encoding.UTF8.GetBytes(name));
        builder.EndList();
        builder.EndMap();
    }

    private static LocalIndex Index(DocumentView map)
    {
        Invariant.Holds(map.TryGet("sort"u8, out var sort) && map.TryGet("attributes"u8, out _));
        map.TryGet("attributes"u8, out var list);
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var name in list.AsList)
            names.Add(Encoding.UTF8.GetString(name.AsString));
        return new LocalIndex(Text(map, "name"u8), (byte)Int32(map, "ordinal"u8), Part(sort),
            new IndexProjection((ProjectionKind)Int32(map, "projection"u8), names.ToImmutable()));
    }

    private static void Number(DocumentBuilder builder, int value)
    {
        Span<byte> text = stackalloc byte[11];
        value.TryFormat(text, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        builder.Number(text[..length]);
    }

    private static string Text(DocumentView map, ReadOnlySpan<byte> name)
    {
        Invariant.Holds(map.TryGet(name, out _));
        map.TryGet(name, out var value);
        return Encoding.UTF8.GetString(value.AsString);
    }

    private static int Int32(DocumentView map, ReadOnlySpan<byte> name)
    {
        Invariant.Holds(map.TryGet(name, out _));
        map.TryGet(name, out var value);
        return Int32(value);
    }

    private static int Int32(ValueView value)
    {
        Span<byte> text = stackalloc byte[Model.Numbers.NumberText.TextBytesMax];
        var length = Model.Numbers.NumberText.Format(value.AsNumber, text);
        return int.Parse(text[..length], System.Globalization.CultureInfo.InvariantCulture);
    }
}
