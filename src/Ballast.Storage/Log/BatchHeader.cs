using System.Buffers.Binary;

using Ballast.Foundation.Checksums;

namespace Ballast.Storage.Log;

/// <summary>What a batch is, besides its records. Stored numbers.</summary>
[Flags]
internal enum BatchFlags : uint
{
    None = 0,

    /// <summary>The log was opened after a clean stop. No records.</summary>
    Opened = 1,

    /// <summary>The log was closed in order, and not opened since. No records.</summary>
    CleanStop = 2,

    /// <summary>The log goes on in the next segment, which has its name for good. No records, and the last batch of its segment.</summary>
    Continued = 4,
}

/// <summary>The head of one group commit: all records that share a sync.</summary>
/// <param name="Position">Where in the endless log this header stands. Part of the checksum, so that a misdirected write is found.</param>
/// <param name="Length">Header and records, in bytes, without the padding to the next block.</param>
/// <param name="RecordCount">How many records follow.</param>
/// <param name="Sequence">1 for the log's first batch, then one more each time: a missing batch leaves a hole.</param>
/// <param name="Flags">Marks.</param>
internal readonly record struct BatchHeader(LogPosition Position, int Length, int RecordCount, long Sequence, BatchFlags Flags)
{
    //  0       4        8     16       20      24         32      36     40
    //  +-------+--------+-----+--------+-------+----------+-------+------+- - - - -
    //  | magic | crc32c | lsn | length | count | sequence | flags | zero | records
    //  +-------+--------+-----+--------+-------+----------+-------+------+- - - - -
    //  Little-endian. The checksum begins with the segment's salt and covers everything behind itself up to `length`.
    public const int Size = 40;
    private const uint Magic = 0x48435442; // "BTCH"
    private const int ChecksumEnd = 8;

    public bool IsMark => Flags != BatchFlags.None;

    /// <summary>Writes this header in front of the records that stand in <paramref name="batch"/> already, and seals both.</summary>
    public void Seal(Span<byte> batch, ulong salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(batch, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(batch[8..], Position.Value);
        BinaryPrimitives.WriteInt32LittleEndian(batch[16..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(batch[20..], RecordCount);
        BinaryPrimitives.WriteInt64LittleEndian(batch[24..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[32..], (uint)Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[36..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[4..], Checksum(batch[..Length], salt));
    }

    /// <summary>Reads what claims to be the header of a batch of at most <paramref name="roomBytes"/>; neither checksum nor position is looked at.</summary>
    public static bool TryReadClaim(ReadOnlySpan<byte> source, long roomBytes, out BatchHeader header)
    {
        header = default;
        if (source.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
            return false;
        header = new BatchHeader(
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(source[8..])),
            BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            (BatchFlags)BinaryPrimitives.ReadUInt32LittleEndian(source[32..]));
        return header.Length >= Size && header.Length <= roomBytes;
    }

    public static bool IsSound(ReadOnlySpan<byte> batch, ulong salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(batch[4..]) == Checksum(batch, salt);

    private static uint Checksum(ReadOnlySpan<byte> batch, ulong salt) =>
        Crc32C.Compute(batch[ChecksumEnd..], Crc32C.Append(0, salt));
}
