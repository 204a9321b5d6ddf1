using System.Buffers.Binary;

using Ballast.Foundation.Checksums;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>What the log knows of a record; the payload is its owner's.</summary>
/// <param name="Type">What the payload is, a number that the owner gives; the log only carries it.</param>
/// <param name="FormatVersion">The payload's format, a number that the owner gives and checks.</param>
/// <param name="Flags">The owner's.</param>
/// <param name="Group">The replication group that the record belongs to.</param>
/// <param name="Ballot">The leader's term under which it was accepted or promised.</param>
/// <param name="Slot">Its place in the group's log, or <see cref="Slot.BeforeLog"/> where it has none.</param>
public readonly record struct LogRecordHeader(byte Type, byte FormatVersion, ushort Flags, GroupId Group, Ballot Ballot, Slot Slot)
{
    //  0        4        8      9         10      12      20      24      28     36
    //  +--------+--------+------+---------+-------+-------+-------+-------+------+- - - - -
    //  | crc32c | length | type | version | flags | group | round | node  | slot | payload
    //  +--------+--------+------+---------+-------+-------+-------+-------+------+- - - - -
    //  Little-endian. `length` counts header and payload; the checksum covers everything behind itself. See docs/formats/wal.md.
    public const int Size = 36;
    private const int ChecksumSize = sizeof(uint);

    /// <summary>Writes the header of a record whose payload has these two parts.</summary>
    public void Write(Span<byte> target, ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], Size + head.Length + payload.Length);
        target[8] = Type;
        target[9] = FormatVersion;
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(target[12..], Group.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], Ballot.Round);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], Ballot.Node.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(target[28..], Slot.Value);
        var checksum = Crc32C.Compute(payload, Crc32C.Compute(head, Crc32C.Compute(target[ChecksumSize..Size])));
        BinaryPrimitives.WriteUInt32LittleEndian(target, checksum);
    }

    /// <summary>Reads the record at the start of <paramref name="source"/>; false where no sound one stands there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out LogRecordHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        if (source.Length < Size)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        if (length < Size || length > source.Length)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Crc32C.Compute(source[Size..length], Crc32C.Compute(source[ChecksumSize..Size])))
            return false;
        header = Parse(source);
        payload = source[Size..length];
        return true;
    }

    private static LogRecordHeader Parse(ReadOnlySpan<byte> source) => new(
        source[8],
        source[9],
        BinaryPrimitives.ReadUInt16LittleEndian(source[10..]),
        new GroupId(BinaryPrimitives.ReadUInt64LittleEndian(source[12..])),
        new Ballot(BinaryPrimitives.ReadUInt32LittleEndian(source[20..]), new NodeId(BinaryPrimitives.ReadUInt32LittleEndian(source[24..]))),
        new Slot(BinaryPrimitives.ReadUInt64LittleEndian(source[28..])));
}
