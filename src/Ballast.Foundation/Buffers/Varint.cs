using System.Buffers;

namespace Ballast.Foundation.Buffers;

/// <summary>Unsigned integers in 7-bit groups, least significant first (LEB128); at most five bytes for 32 bits.</summary>
public static class Varint
{
    public const int BytesMax = 5;

    public static int SizeOf(uint value) => value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : value < 1u << 28 ? 4 : 5;

    /// <summary>Writes into <paramref name="target"/> and returns the bytes used.</summary>
    public static int Write(Span<byte> target, uint value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            target[length++] = (byte)(value & 0x7F | 0x80);
        target[length++] = (byte)value;
        return length;
    }

    public static void Write(IBufferWriter<byte> target, uint value) => target.Advance(Write(target.GetSpan(BytesMax), value));

    /// <summary>Reads a number and the bytes it took; false when the bytes end or no 32-bit number stands there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out uint value, out int length)
    {
        value = 0;
        for (length = 0; length < source.Length && length < BytesMax;)
        {
            var b = source[length];
            if (length == BytesMax - 1 && b > 0x0F)
                return false;
            value |= (uint)(b & 0x7F) << (7 * length++);
            if (b < 0x80)
                return true;
        }
        return false;
    }
}
