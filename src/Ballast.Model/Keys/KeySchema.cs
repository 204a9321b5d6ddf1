using System.Text;
using Ballast.Model.Documents;

namespace Ballast.Model.Keys;

/// <summary>The types that a key attribute may have. Stored with table descriptions; numbers are those of <see cref="ValueTag"/>.</summary>
public enum KeyType : byte
{
    String = 1,
    Number = 2,
    Binary = 3,
}

/// <summary>One attribute of a primary key: its name and type.</summary>
public sealed class KeyPart(string name, KeyType type)
{
    private readonly byte[] _nameUtf8 = Encoding.UTF8.GetBytes(name);

    public string Name { get; } = name;
    public KeyType Type { get; } = type;
    public ReadOnlySpan<byte> NameUtf8 => _nameUtf8;

    /// <summary>The tag that a value of this attribute must have.</summary>
    public ValueTag Tag => (ValueTag)Type;

    public override string ToString() => $"{Name}: {Type}";
}

/// <summary>The primary key of a table or an index.</summary>
/// <param name="Partition">The attribute whose hash places the item.</param>
/// <param name="Sort">The attribute that orders the items of one collection, where there is one.</param>
public sealed record KeySchema(KeyPart Partition, KeyPart? Sort = null)
{
    /// <summary>True when <paramref name="nameUtf8"/> is one of the key's attributes.</summary>
    public bool Contains(ReadOnlySpan<byte> nameUtf8) =>
        Partition.NameUtf8.SequenceEqual(nameUtf8) || (Sort is not null && Sort.NameUtf8.SequenceEqual(nameUtf8));
}

/// <summary>Bounds of keys (the service's limits), and of their encoding.</summary>
public static class KeyLimits
{
    public const int PartitionKeyBytesMax = 2048;
    public const int SortKeyBytesMax = 1024;

    /// <summary>Key space and hash.</summary>
    public const int HeaderBytes = 1 + sizeof(ulong);

    // Every byte may be 00, which takes two, and the terminator takes two.
    public const int EncodedPartitionKeyBytesMax = PartitionKeyBytesMax * 2 + 2;
    public const int EncodedSortKeyBytesMax = SortKeyBytesMax * 2 + 2;

    /// <summary>The longest key of an item.</summary>
    public const int ItemKeyBytesMax = HeaderBytes + EncodedPartitionKeyBytesMax + EncodedSortKeyBytesMax;

    /// <summary>The longest key of any row: an entry of a local index, which has two sort keys.</summary>
    public const int KeyBytesMax = ItemKeyBytesMax + EncodedSortKeyBytesMax;
}
