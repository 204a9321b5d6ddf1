using System.Buffers.Binary;

using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;

namespace Ballast.Node.Records;

/// <summary>The payload of an item's log record: physical, so that every reader of the log sees what every other sees.</summary>
public readonly ref struct ItemRecord
{
    //  0       1       2               10
    //  +-------+-------+---------------+------------+-----+--------------------------+
    //  | cause | flags | timestamp ms  | key length | key | stored item, or nothing  |   docs/formats/records.md
    //  +-------+-------+---------------+------------+-----+--------------------------+
    // The key length is a varint. A deletion has no stored item. Flag bits are 0; bit 0 is reserved for a before-image.
    public const byte FormatVersion = 1;
    private const int HeaderBytes = 10;

    public WriteCause Cause { get; private init; }

    /// <summary>The leader's time of the write, milliseconds of the Unix epoch.</summary>
    public ulong TimestampMilliseconds { get; private init; }

    public ReadOnlySpan<byte> Key { get; private init; }

    /// <summary>Header and document (<see cref="StoredItem"/>); empty for a deletion.</summary>
    public ReadOnlySpan<byte> Stored { get; private init; }

    /// <summary>Appends everything before the stored item.</summary>
    public static void WriteHead(ByteBuffer target, WriteCause cause, ulong timestampMilliseconds, ReadOnlySpan<byte> key)
    {
        var span = target.GetSpan(HeaderBytes);
        span[0] = (byte)cause;
        span[1] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(span[2..], timestampMilliseconds);
        target.Advance(HeaderBytes);
        Varint.Write(target, (uint)key.Length);
        target.Write(key);
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, out ItemRecord record)
    {
        record = default;
        if (payload.Length < HeaderBytes || payload[1] != 0
            || !Varint.TryRead(payload[HeaderBytes..], out var keyBytes, out var lengthBytes)
            || keyBytes > payload.Length - HeaderBytes - lengthBytes)
            return false;
        var rest = payload[(HeaderBytes + lengthBytes)..];
        record = new ItemRecord
        {
            Cause = (WriteCause)payload[0],
            TimestampMilliseconds = BinaryPrimitives.ReadUInt64LittleEndian(payload[2..]),
            Key = rest[..(int)keyBytes],
            Stored = rest[(int)keyBytes..],
        };
        return true;
    }
}
