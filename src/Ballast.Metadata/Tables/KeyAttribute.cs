using System.Text;

namespace Ballast.Metadata.Tables;

/// <summary>The type of an attribute that stands in a key.</summary>
public enum KeyType : byte
{
    /// <summary>String, ordered by UTF-8 bytes.</summary>
    S = 1,

    /// <summary>Number, ordered by value.</summary>
    N = 2,

    /// <summary>Binary, ordered by unsigned bytes.</summary>
    B = 3,
}

/// <summary>One attribute of a primary or index key.</summary>
public sealed record KeyAttribute(string Name, KeyType Type)
{
    /// <summary>The name as documents hold it.</summary>
    public ReadOnlyMemory<byte> Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);
}

/// <summary>A primary key: the partition key attribute and, where there is one, the sort key attribute.</summary>
public sealed record PrimaryKey(KeyAttribute Partition, KeyAttribute? Sort)
{
    public int Count => Sort is null ? 1 : 2;

    public bool Has(ReadOnlySpan<byte> utf8Name) =>
        utf8Name.SequenceEqual(Partition.Utf8Name.Span) || (Sort is not null && utf8Name.SequenceEqual(Sort.Utf8Name.Span));
}
