namespace Ballast.Bench.Wire;

/// <summary>Lower-case hexadecimal, as signatures are written.</summary>
internal static class Hex
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    public static void Write(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[2 * i] = Digits[source[i] >> 4];
            target[2 * i + 1] = Digits[source[i] & 15];
        }
    }
}
