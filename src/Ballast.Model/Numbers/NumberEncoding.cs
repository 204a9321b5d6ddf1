namespace Ballast.Model.Numbers;

/// <summary>The one encoding of numbers, in values and in keys: comparing its bytes compares the numbers.</summary>
/// <remarks>
/// <code>
/// zero      02
/// positive  03 | exponent + 128 | digit pair + 1 ... | 00
/// negative  01 | the same, complemented            | FF
/// </code>
/// A number is 0.p1 p2 p3 ... x 100^exponent, p1 is not 00 and the last pair is not 00, so each number has exactly one encoding.
/// docs/formats/number.md.
/// </remarks>
public static class NumberEncoding
{
    /// <summary>Significant decimal digits (the service's limit).</summary>
    public const int DigitsMax = 38;

    /// <summary>The largest power of ten of the first digit: 9.99...E+125.</summary>
    public const int MagnitudeMax = 125;

    /// <summary>The smallest power of ten of the first digit: 1E-130.</summary>
    public const int MagnitudeMin = -130;

    /// <summary>Class, exponent, 20 pairs (38 digits that begin in the middle of a pair), terminator.</summary>
    public const int EncodedBytesMax = 3 + PairsMax;

    internal const int PairsMax = DigitsMax / 2 + 1;
    internal const byte NegativeClass = 1, ZeroClass = 2, PositiveClass = 3;
    internal const int ExponentBias = 128;
    private const int EncodedBytesMin = 4;

    public static ReadOnlySpan<byte> Zero => [ZeroClass];

    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    public static bool IsZero(ReadOnlySpan<byte> encoded) => encoded[0] == ZeroClass;

    public static bool IsNegative(ReadOnlySpan<byte> encoded) => encoded[0] == NegativeClass;

    /// <summary>Bytes of the number that begins <paramref name="source"/>, or 0 when none does.</summary>
    public static int LengthOf(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
            return 0;
        if (source[0] == ZeroClass)
            return 1;
        if (source.Length < EncodedBytesMin || source[0] is not (PositiveClass or NegativeClass))
            return 0;
        var terminator = source[0] == PositiveClass ? (byte)0x00 : (byte)0xFF;
        var pairs = source[2..].IndexOf(terminator);
        return pairs <= 0 ? 0 : 3 + pairs;
    }

    /// <summary>True when the bytes are the canonical encoding of a number within the limits.</summary>
    public static bool IsValid(ReadOnlySpan<byte> encoded)
    {
        var length = LengthOf(encoded);
        if (length == 0 || length != encoded.Length || length > EncodedBytesMax)
            return false;
        if (length == 1)
            return true;
        Span<byte> pairs = stackalloc byte[PairsMax];
        var count = Read(encoded, pairs, out _, out var exponent);
        foreach (var pair in pairs[..count])
        {
            if (pair > 99)
                return false;
        }
        return pairs[0] != 0 && pairs[count - 1] != 0 && Check(exponent, pairs[..count]) == NumberParse.Ok;
    }

    /// <summary>Takes an encoding apart: digit pairs 0..99 into <paramref name="pairs"/>, and how many there are (none for zero).</summary>
    internal static int Read(ReadOnlySpan<byte> encoded, Span<byte> pairs, out bool negative, out int exponent)
    {
        exponent = 0;
        negative = encoded[0] == NegativeClass;
        if (encoded[0] == ZeroClass)
            return 0;
        var flip = negative ? (byte)0xFF : (byte)0;
        exponent = (encoded[1] ^ flip) - ExponentBias;
        var count = encoded.Length - 3;
        for (var i = 0; i < count; i++)
            pairs[i] = unchecked((byte)((encoded[i + 2] ^ flip) - 1));
        return count;
    }

    /// <summary>Puts an encoding together; the pairs have no zero at either end. Returns its length.</summary>
    internal static int Write(bool negative, int exponent, ReadOnlySpan<byte> pairs, Span<byte> target)
    {
        if (pairs.IsEmpty)
        {
            target[0] = ZeroClass;
            return 1;
        }
        var flip = negative ? (byte)0xFF : (byte)0;
        target[0] = negative ? NegativeClass : PositiveClass;
        target[1] = (byte)((exponent + ExponentBias) ^ flip);
        for (var i = 0; i < pairs.Length; i++)
            target[i + 2] = (byte)((pairs[i] + 1) ^ flip);
        target[pairs.Length + 2] = flip;
        return pairs.Length + 3;
    }

    /// <summary>Whether a number without zeros at its ends lies within the limits of digits and magnitude.</summary>
    internal static NumberParse Check(int exponent, ReadOnlySpan<byte> pairs)
    {
        if (pairs.IsEmpty)
            return NumberParse.Ok;
        var magnitude = exponent * 2 - (pairs[0] < 10 ? 2 : 1);
        if (magnitude > MagnitudeMax)
            return NumberParse.Overflow;
        if (magnitude < MagnitudeMin)
            return NumberParse.Underflow;
        return DigitsOf(pairs) > DigitsMax ? NumberParse.TooManyDigits : NumberParse.Ok;
    }

    /// <summary>Significant decimal digits of the pairs.</summary>
    internal static int DigitsOf(ReadOnlySpan<byte> pairs) =>
        pairs.IsEmpty ? 0 : pairs.Length * 2 - (pairs[0] < 10 ? 1 : 0) - (pairs[^1] % 10 == 0 ? 1 : 0);
}
