using System.Buffers;

namespace Ballast.Model.Numbers;

/// <summary>Numbers from and to their decimal text.</summary>
public static class NumberText
{
    /// <summary>Sign, "0.", the zeros of 1E-130, and 38 digits, with room to work in.</summary>
    public const int TextBytesMax = 176;

    // 18 digits always fit a long.
    private const int ShortDigitsMax = 18;
    private const int IntegerPairsMax = 10;

    /// <summary>
    /// Encodes a decimal number into <paramref name="target"/> (<see cref="NumberEncoding.EncodedBytesMax"/> bytes). Accepted: a sign, digits
    /// with a point anywhere, an exponent. Zeros at the ends carry no meaning, and -0 is 0.
    /// </summary>
    public static NumberParse TryParse(ReadOnlySpan<byte> asciiText, Span<byte> target, out int length)
    {
        length = 0;
        var digits = asciiText;
        var negative = false;
        if (!digits.IsEmpty && digits[0] is (byte)'-' or (byte)'+')
        {
            negative = digits[0] == '-';
            digits = digits[1..];
        }
        if (digits.IsEmpty)
            return NumberParse.NotANumber;
        return TryParseShort(digits, negative, target, ref length) ? NumberParse.Ok : ParseLong(digits, negative, target, ref length);
    }

    /// <summary>Encodes a whole number into <paramref name="target"/> and returns the length.</summary>
    public static int Encode(ulong value, Span<byte> target) => Encode(value, false, target);

    /// <summary>Writes plain decimal text without an exponent, as the service returns it.</summary>
    public static void Format(ReadOnlySpan<byte> encoded, IBufferWriter<byte> target) =>
        target.Advance(Format(encoded, target.GetSpan(TextBytesMax)));

    /// <summary>As above, into at least <see cref="TextBytesMax"/> bytes; returns those used.</summary>
    public static int Format(ReadOnlySpan<byte> encoded, Span<byte> target)
    {
        Span<byte> pairs = stackalloc byte[NumberEncoding.PairsMax];
        var count = NumberEncoding.Read(encoded, pairs, out var negative, out var exponent);
        var at = 0;
        if (negative)
            target[at++] = (byte)'-';
        if (exponent <= 0 || count == 0)
            target[at++] = (byte)'0';
        for (var i = 0; i < exponent; i++)
            at += WritePair(i < count ? pairs[i] : (byte)0, i == 0, target[at..]);
        if (count == 0 || exponent >= count)
            return at;

        target[at++] = (byte)'.';
        for (var i = exponent; i < 0; i++)
            at += WritePair(0, false, target[at..]);
        for (var i = Math.Max(exponent, 0); i < count; i++)
            at += WritePair(pairs[i], false, target[at..]);
        return target[at - 1] == '0' ? at - 1 : at;
    }

    private static int WritePair(byte pair, bool first, Span<byte> target)
    {
        if (first && pair < 10)
        {
            target[0] = (byte)('0' + pair);
            return 1;
        }
        target[0] = (byte)('0' + pair / 10);
        target[1] = (byte)('0' + pair % 10);
        return 2;
    }

    // Whole numbers of up to 18 digits, which nearly all are: no digit buffer, pairs straight from one integer.
    private static bool TryParseShort(ReadOnlySpan<byte> digits, bool negative, Span<byte> target, ref int length)
    {
        if (digits.Length > ShortDigitsMax)
            return false;
        ulong value = 0;
        foreach (var c in digits)
        {
            var digit = unchecked((uint)(c - '0'));
            if (digit > 9)
                return false;
            value = unchecked(value * 10 + digit);
        }
        length = Encode(value, negative, target);
        return true;
    }

    private static int Encode(ulong value, bool negative, Span<byte> target)
    {
        Span<byte> pairs = stackalloc byte[IntegerPairsMax];
        var first = pairs.Length;
        var last = pairs.Length;
        for (; value != 0; value /= 100)
        {
            pairs[--first] = (byte)(value % 100);
            // Zero pairs at the end are not written; the exponent keeps their place.
            if (pairs[first] == 0 && first == last - 1)
                last--;
        }
        return NumberEncoding.Write(negative, pairs.Length - first, pairs[first..last], target);
    }

    private static NumberParse ParseLong(ReadOnlySpan<byte> text, bool negative, Span<byte> target, ref int length)
    {
        var scan = new DigitScan(stackalloc byte[NumberEncoding.DigitsMax]);
        if (!scan.Run(text))
            return NumberParse.NotANumber;
        if (scan.Count == 0)
        {
            length = NumberEncoding.Write(false, 0, default, target);
            return NumberParse.Ok;
        }
        if (scan.PointAt - 1 > NumberEncoding.MagnitudeMax)
            return NumberParse.Overflow;
        if (scan.PointAt - 1 < NumberEncoding.MagnitudeMin)
            return NumberParse.Underflow;
        if (scan.Count > NumberEncoding.DigitsMax)
            return NumberParse.TooManyDigits;
        Span<byte> pairs = stackalloc byte[NumberEncoding.PairsMax];
        var count = scan.Pair(pairs, out var exponent);
        length = NumberEncoding.Write(negative, exponent, pairs[..count], target);
        return NumberParse.Ok;
    }
}
