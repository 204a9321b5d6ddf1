using System.Buffers.Binary;

using Ballast.Model.Keys;

namespace Ballast.Node.Replicas;

/// <summary>Counts that a partition keeps exact by changing them in the same apply as the item. Mutable; owned by one replica.</summary>
/// <remarks>Saved with each checkpoint, so that recovery continues from the counts of the checkpoint's slot.</remarks>
internal sealed class PartitionStatistics
{
    //  0            8           16                       24                32
    //  +------------+-----------+------------------------+-----------------+------------------------------+
    //  | items      | bytes     | newest timestamp       | newest deletion | per index: entries, bytes ×5 |   little-endian
    //  +------------+-----------+------------------------+-----------------+------------------------------+
    private const int WordBytes = sizeof(long);
    public const int EncodedBytes = WordBytes * (4 + 2 * KeySpaces.LocalIndexesMax);

    public long Items { get; set; }

    /// <summary>Bytes of all items, as the service counts them.</summary>
    public long Bytes { get; set; }

    /// <summary>The greatest timestamp of a write, in milliseconds; the next one is never less.</summary>
    public ulong NewestTimestamp { get; set; }

    /// <summary>The greatest timestamp of a deletion: what a transaction compares with where there is no item to ask.</summary>
    public ulong NewestDeletion { get; set; }

    public long[] IndexEntries { get; } = new long[KeySpaces.LocalIndexesMax];
    public long[] IndexBytes { get; } = new long[KeySpaces.LocalIndexesMax];

    public void Write(Span<byte> target)
    {
        var rest = target;
        Put(ref rest, (ulong)Items);
        Put(ref rest, (ulong)Bytes);
        Put(ref rest, NewestTimestamp);
        Put(ref rest, NewestDeletion);
        for (var i = 0; i < KeySpaces.LocalIndexesMax; i++)
        {
            Put(ref rest, (ulong)IndexEntries[i]);
            Put(ref rest, (ulong)IndexBytes[i]);
        }
    }

    public void Read(ReadOnlySpan<byte> source)
    {
        var rest = source;
        Items = (long)Take(ref rest);
        Bytes = (long)Take(ref rest);
        NewestTimestamp = Take(ref rest);
        NewestDeletion = Take(ref rest);
        for (var i = 0; i < KeySpaces.LocalIndexesMax; i++)
        {
            IndexEntries[i] = (long)Take(ref rest);
            IndexBytes[i] = (long)Take(ref rest);
        }
    }

    private static void Put(ref Span<byte> target, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, value);
        target = target[WordBytes..];
    }

    private static ulong Take(ref ReadOnlySpan<byte> source)
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(source);
        source = source[WordBytes..];
        return value;
    }
}
