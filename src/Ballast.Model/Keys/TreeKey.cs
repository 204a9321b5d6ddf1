using System.Buffers.Binary;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Checksums;
using Ballast.Model.Documents;

namespace Ballast.Model.Keys;

/// <summary>The keys of a replica's tree: space, hash of the partition key, partition key, sort keys.</summary>
public static class TreeKey
{
    //  0       1              9
    //  +-------+--------------+---------------+----------+----------------+
    //  | space | hash, big-e. | partition key | sort key | table sort key |    the last only in local indexes; docs/formats/keys.md
    //  +-------+--------------+---------------+----------+----------------+

    /// <summary>Appends the key of an item, or of its row in another space; the sort key is absent where the table has none.</summary>
    public static void Write(ByteBuffer target, KeySpace space, ValueView partition, ValueView sort = default)
    {
        WriteCollection(target, space, partition);
        if (!sort.IsAbsent)
            KeyComponent.Write(target, sort);
    }

    /// <summary>Appends the key of an entry of a local index.</summary>
    public static void WriteIndexEntry(ByteBuffer target, KeySpace index, ValueView partition, ValueView indexSort, ValueView tableSort)
    {
        WriteCollection(target, index, partition);
        KeyComponent.Write(target, indexSort);
        KeyComponent.Write(target, tableSort);
    }

    /// <summary>Appends what the keys of all rows of one item collection begin with.</summary>
    public static void WriteCollection(ByteBuffer target, KeySpace space, ValueView partition)
    {
        var start = target.Count;
        target.GetSpan(KeyLimits.HeaderBytes);
        target.Advance(KeyLimits.HeaderBytes);
        KeyComponent.Write(target, partition);
        var key = target.WrittenSpan[start..];
        key[0] = (byte)space;
        BinaryPrimitives.WriteUInt64BigEndian(key[1..], XxHash64.Compute(key[KeyLimits.HeaderBytes..]));
    }

    /// <summary>
    /// Appends the key of the item with the key attributes found in <paramref name="item"/>, which must hold them with their types.
    /// </summary>
    public static void WriteItem(ByteBuffer target, KeySchema schema, DocumentView item)
    {
        Invariant.Holds(item.TryGet(schema.Partition.NameUtf8, out var partition) && partition.Tag == schema.Partition.Tag);
        ValueView sort = default;
        if (schema.Sort is not null)
            Invariant.Holds(item.TryGet(schema.Sort.NameUtf8, out sort) && sort.Tag == schema.Sort.Tag);
        Write(target, KeySpace.Items, partition, sort);
    }

    public static KeySpace SpaceOf(ReadOnlySpan<byte> key) => (KeySpace)key[0];

    /// <summary>The place in the hash space.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[1..]);

    /// <summary>The components that follow space and hash; read them with <see cref="KeyComponent.TryRead"/>.</summary>
    public static ReadOnlySpan<byte> ComponentsOf(ReadOnlySpan<byte> key) => key[KeyLimits.HeaderBytes..];

    /// <summary>Bytes of the part of <paramref name="key"/> that its item collection shares, or 0 when the key is damaged.</summary>
    public static int CollectionLength(ReadOnlySpan<byte> key, KeyType partition)
    {
        if (key.Length <= KeyLimits.HeaderBytes)
            return 0;
        var length = KeyComponent.LengthOf(key[KeyLimits.HeaderBytes..], partition);
        return length == 0 ? 0 : KeyLimits.HeaderBytes + length;
    }

    /// <summary>
    /// Turns <paramref name="key"/> into the smallest key that is greater than everything that begins with it, in place. Returns its
    /// length; 0 when there is none (all bytes are FF).
    /// </summary>
    public static int SuccessorOfPrefix(Span<byte> key)
    {
        var last = key.LastIndexOfAnyExcept((byte)0xFF);
        if (last < 0)
            return 0;
        key[last]++;
        return last + 1;
    }

    /// <summary>As above, on what stands in <paramref name="buffer"/> from <paramref name="start"/> on.</summary>
    public static void MakeSuccessor(ByteBuffer buffer, int start = 0) =>
        buffer.Truncate(start + SuccessorOfPrefix(buffer.WrittenSpan[start..]));
}
