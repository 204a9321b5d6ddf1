using System.Collections.Immutable;

using Ballast.Metadata.Tables;
using Ballast.Model.Keys;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>Schemas of partitions, and local indexes.</summary>
internal static class SchemaCodec
{
    public static Wire.PartitionSchema Of(PartitionSchema schema)
    {
        var field = new Wire.PartitionSchema { Partition = Of(schema.Key.Partition), Sort = schema.Key.Sort is { } sort ? Of(sort) : null };
        foreach (var index in schema.LocalIndexes)
            field.LocalIndexes.Add(Of(index));
        return field;
    }

    public static Wire.LocalIndex Of(LocalIndex index)
    {
        var field = new Wire.LocalIndex { Name = index.Name, Ordinal = index.Ordinal, Sort = Of(index.Sort), Projection = (uint)index.Projection.Kind };
        foreach (var name in index.Projection.NonKeyAttributes)
            field.Attributes.Add(name);
        return field;
    }

    public static PartitionSchema? Read(Wire.PartitionSchema? field)
    {
        if (field is null || Read(field.Partition) is not { } partition)
            return null;
        var sort = Read(field.Sort);
        if (sort is null && (field.Sort is not null || field.LocalIndexes.Count > 0))
            return null;
        return ReadAll(field.LocalIndexes) is { } indexes ? new PartitionSchema(new KeySchema(partition, sort), indexes) : null;
    }

    public static LocalIndex? Read(Wire.LocalIndex? field)
    {
        var isPossible = field is { Name.Length: > 0, Ordinal: < KeySpaces.LocalIndexesMax, Projection: >= (uint)ProjectionKind.KeysOnly and <= (uint)ProjectionKind.All };
        return isPossible && Read(field!.Sort) is { } sort
            ? new LocalIndex(field.Name, (byte)field.Ordinal, sort, new IndexProjection((ProjectionKind)field.Projection, [.. field.Attributes]))
            : null;
    }

    private static Wire.KeyPart Of(KeyPart part) => new() { Name = part.Name, Type = (uint)part.Type };

    private static KeyPart? Read(Wire.KeyPart? field) =>
        field is { Name.Length: > 0, Type: >= (uint)KeyType.String and <= (uint)KeyType.Binary } ? new KeyPart(field.Name, (KeyType)field.Type) : null;

    // No two of one ordinal, so there are not too many.
    private static ImmutableArray<LocalIndex>? ReadAll(RepeatedField<Wire.LocalIndex> fields)
    {
        var indexes = ImmutableArray.CreateBuilder<LocalIndex>();
        var ordinals = 0;
        foreach (var field in fields)
        {
            if (Read(field) is not { } index || (ordinals & 1 << index.Ordinal) != 0)
                return null;
            ordinals |= 1 << index.Ordinal;
            indexes.Add(index);
        }
        return indexes.ToImmutable();
    }
}
