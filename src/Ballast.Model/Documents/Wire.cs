using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ballast.Foundation.Buffers;

namespace Ballast.Model.Documents;

/// <summary>The primitive reads of the document format, over bytes that were verified when they entered the process.</summary>
internal static class Wire
{
    /// <summary>Bytes of the length word that stands before the content of sets, maps and lists.</summary>
    public const int LengthBytes = sizeof(uint);

    /// <summary>Bytes of a container's tag and length word.</summary>
    public const int ContainerHeaderBytes = 1 + LengthBytes;

    /// <summary>Takes a varint from the front of <paramref name="source"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TakeVarint(scoped ref ReadOnlySpan<byte> source)
    {
        int first = source[0];
        if (first >= 0x80)
            return TakeLongVarint(ref source);
        source = source[1..];
        return first;
    }

    /// <summary>Takes a varint and that many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> TakeBytes(scoped ref ReadOnlySpan<byte> source)
    {
        var length = TakeVarint(ref source);
        var taken = source[..length];
        source = source[length..];
        return taken;
    }

    /// <summary>Takes one whole value: tag and payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> TakeValue(scoped ref ReadOnlySpan<byte> source)
    {
        var length = ValueLength(source);
        var taken = source[..length];
        source = source[length..];
        return taken;
    }

    /// <summary>Bytes of the value that begins <paramref name="source"/>.</summary>
    public static int ValueLength(ReadOnlySpan<byte> source)
    {
        switch ((ValueTag)source[0])
        {
            case ValueTag.String or ValueTag.Binary:
                int length = source[1];
                return length < 0x80 ? 2 + length : LongBytesLength(source);
            case ValueTag.Number:
                return 2 + source[1];
            case ValueTag.StringSet or ValueTag.NumberSet or ValueTag.BinarySet or ValueTag.Map or ValueTag.List:
                return ContainerHeaderBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(source[1..]);
            case ValueTag.Null or ValueTag.False or ValueTag.True:
                return 1;
            default:
                throw Invariant.Unreachable("a value tag outside the format");
        }
    }

    private static int LongBytesLength(ReadOnlySpan<byte> source)
    {
        var rest = source[1..];
        var length = TakeLongVarint(ref rest);
        return source.Length - rest.Length + length;
    }

    private static int TakeLongVarint(scoped ref ReadOnlySpan<byte> source)
    {
        Invariant.Holds(Varint.TryRead(source, out var value, out var length));
        source = source[length..];
        return (int)value;
    }
}
