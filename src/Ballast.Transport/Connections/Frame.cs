using System.Buffers;
using System.Buffers.Binary;

using Ballast.Foundation.Checksums;

namespace Ballast.Transport.Connections;

/// <summary>What a look at the beginning of a stream finds.</summary>
internal enum FrameLook
{
    Whole,

    /// <summary>The last: who speaks says no more, and who listens wants to hear no more.</summary>
    Last,

    /// <summary>More has to come first.</summary>
    Partial,

    /// <summary>It is no frame, or a damaged one: the connection is of no use any more.</summary>
    Broken,
}

/// <summary>How messages lie in a stream.</summary>
internal static class Frame
{
    //  0        4        8
    //  +--------+--------+-----------+
    //  | length | crc32c | message   |   little-endian; the checksum is of the message
    //  +--------+--------+-----------+
    // A frame without a message is a pulse, or, with LastMark in the place of its checksum, the last. docs/formats/messages.md.
    private const uint LastMark = 1;
    public const int HeaderBytes = 8;

    /// <summary>A longer one is refused. A promise may bring everything that a leader proposed ahead, 64 MiB; a call most of a request, 16 MiB; everything else is far shorter.</summary>
    public const int MessageBytesMax = 96 << 20;

    /// <summary>What carries many things is cut into frames of about this much.</summary>
    public const int MessageBytesAimed = 1 << 20;

    public static ReadOnlyMemory<byte> Pulse { get; } = Empty(0);

    public static ReadOnlyMemory<byte> Last { get; } = Empty(LastMark);

    /// <summary>Fills in the header before <paramref name="message"/>.</summary>
    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> message)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Crc32C.Compute(message));
    }

    /// <summary>Takes the first frame off <paramref name="stream"/>. It is left as it is unless the frame is whole.</summary>
    public static FrameLook TryTake(ref ReadOnlySequence<byte> stream, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (stream.Length < HeaderBytes)
            return FrameLook.Partial;
        Span<byte> header = stackalloc byte[HeaderBytes];
        stream.Slice(0, HeaderBytes).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > MessageBytesMax)
            return FrameLook.Broken;
        if (stream.Length < HeaderBytes + length)
            return FrameLook.Partial;
        message = stream.Slice(HeaderBytes, length);
        var mark = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var isLast = length == 0 && mark == LastMark;
        if (!isLast && mark != ChecksumOf(message))
            return FrameLook.Broken;
        stream = stream.Slice(HeaderBytes + length);
        return isLast ? FrameLook.Last : FrameLook.Whole;
    }

    private static byte[] Empty(uint mark)
    {
        var frame = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), mark);
        return frame;
    }

    private static uint ChecksumOf(ReadOnlySequence<byte> message)
    {
        var checksum = 0u;
        foreach (var part in message)
            checksum = Crc32C.Compute(part.Span, checksum);
        return checksum;
    }
}
