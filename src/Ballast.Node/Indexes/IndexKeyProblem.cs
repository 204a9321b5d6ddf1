using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Node.Indexes;

public enum IndexKeyProblemKind : byte
{
    WrongType = 1,
    Empty = 2,
    TooLong = 3,
}

/// <summary>Why an item cannot be stored: one of its attributes is an index key and cannot be one with this value.</summary>
public sealed record IndexKeyProblem(IndexKeyProblemKind Kind, LocalIndex Index, ValueTag Actual)
{
    /// <summary>The first such problem of <paramref name="item"/>, or null. An item without the attribute is not in the index, which is fine.</summary>
    public static IndexKeyProblem? Find(PartitionSchema schema, DocumentView item)
    {
        foreach (var index in schema.LocalIndexes)
            if (item.TryGet(index.Sort.NameUtf8, out var value) && KindOf(index.Sort, value) is { } kind)
                return new IndexKeyProblem(kind, index, value.Tag);
        return null;
    }

    private static IndexKeyProblemKind? KindOf(KeyPart key, ValueView value)
    {
        if (value.Tag != key.Tag)
            return IndexKeyProblemKind.WrongType;
        if (value.Tag == ValueTag.Number)
            return null;
        return value.AsOrderedBytes.Length switch
        {
            0 => IndexKeyProblemKind.Empty,
            > KeyLimits.SortKeyBytesMax => IndexKeyProblemKind.TooLong,
            _ => null,
        };
    }
}
