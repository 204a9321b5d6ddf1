using System.Buffers.Binary;

using Ballast.Foundation.Checksums;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>The first block of a segment.</summary>
/// <param name="Node">Whose log it is.</param>
/// <param name="Sequence">1 for the log's first segment, then one more each time.</param>
/// <param name="First">The position of the segment's first byte, this header's.</param>
/// <param name="Bytes">The segment's length, header included.</param>
/// <param name="Salt">Random in each life of the file, so that what it held before never has a sound checksum again.</param>
internal readonly record struct SegmentHeader(NodeId Node, long Sequence, LogPosition First, long Bytes, ulong Salt)
{
    //  0       8        12        16     20     24         32          40      48     56            4096
    //  +-------+--------+---------+------+------+----------+-----------+-------+------+--- - - - ---+
    //  | magic | crc32c | version | node | zero | sequence | first lsn | bytes | salt | zeros       |
    //  +-------+--------+---------+------+------+----------+-----------+-------+------+--- - - - ---+
    //  Little-endian. Magic, checksum (of everything behind itself) and version stay where they are in every version.
    public const int Size = LogFormat.BlockBytes;
    private const ulong Magic = 0x004C_4157_5453_4C42; // "BLSTWAL\0"
    private const int ChecksumEnd = 12;

    /// <summary>Where the next segment begins.</summary>
    public LogPosition End => First + Bytes;

    /// <summary>Records end before this offset: the last block is kept for the mark of a clean stop.</summary>
    public long RecordsEnd => Bytes - LogFormat.BlockBytes;

    public void Write(Span<byte> block)
    {
        block[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], LogFormat.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(block[16..], Node.Value);
        BinaryPrimitives.WriteInt64LittleEndian(block[24..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(block[32..], First.Value);
        BinaryPrimitives.WriteInt64LittleEndian(block[40..], Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(block[48..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], Crc32C.Compute(block[ChecksumEnd..Size]));
    }

    /// <summary>Reads a header block; false when it is none or damaged. The other values count only where <paramref name="version"/> is known.</summary>
    public static bool TryRead(ReadOnlySpan<byte> block, out uint version, out SegmentHeader header)
    {
        version = 0;
        header = default;
        if (block.Length < Size || BinaryPrimitives.ReadUInt64LittleEndian(block) != Magic)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[8..]) != Crc32C.Compute(block[ChecksumEnd..Size]))
            return false;
        version = BinaryPrimitives.ReadUInt32LittleEndian(block[12..]);
        header = new SegmentHeader(
            new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(block[16..])),
            BinaryPrimitives.ReadInt64LittleEndian(block[24..]),
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(block[32..])),
            BinaryPrimitives.ReadInt64LittleEndian(block[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(block[48..]));
        return true;
    }
}
