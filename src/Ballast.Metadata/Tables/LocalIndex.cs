using System.Collections.Immutable;
using System.Text;

using Ballast.Model.Keys;

namespace Ballast.Metadata.Tables;

/// <summary>Which attributes an index entry carries beside the keys. Values are stored: they only grow at the end.</summary>
public enum ProjectionKind : byte
{
    KeysOnly = 1,
    Include = 2,
    All = 3,
}

/// <summary>An index's projection; <paramref name="NonKeyAttributes"/> is empty unless the kind is <see cref="ProjectionKind.Include"/>.</summary>
public sealed record IndexProjection(ProjectionKind Kind, ImmutableArray<string> NonKeyAttributes)
{
    private readonly ReadOnlyMemory<byte>[] _utf8Names = [.. NonKeyAttributes.Select(static name => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(name))];

    /// <summary>Whether a non-key attribute is carried.</summary>
    public bool Includes(ReadOnlySpan<byte> utf8Name)
    {
        if (Kind == ProjectionKind.All)
            return true;
        foreach (var name in _utf8Names)
            if (name.Span.SequenceEqual(utf8Name))
                return true;
        return false;
    }
}

/// <summary>A local secondary index: the table's partition key with another sort key.</summary>
/// <param name="Ordinal">Its place among the table's local indexes, 0 to 4; part of the stored keys.</param>
public sealed record LocalIndex(string Name, byte Ordinal, KeyPart Sort, IndexProjection Projection)
{
    public KeySpace Space => KeySpaces.LocalIndex(Ordinal);
}

/// <summary>What a partition must know of its table to keep items and local indexes: replicated in the partition's own log.</summary>
public sealed record PartitionSchema(KeySchema Key, ImmutableArray<LocalIndex> LocalIndexes)
{
    public bool HasLocalIndexes => !LocalIndexes.IsEmpty;
}
