namespace Ballast.Model.Numbers;

/// <summary>Reads decimal text of any length into significant digits and the place of the point: 0.d1 d2 d3 ... x 10^PointAt.</summary>
internal ref struct DigitScan(Span<byte> digits)
{
    // Far outside the range of numbers, and far from overflow of the sums made with it.
    private const int ExponentFar = 1_000_000_000;

    private readonly Span<byte> _digits = digits;
    private int _zeros;

    /// <summary>Significant digits; may be more than there was room for, and then only the count is of use.</summary>
    public int Count { get; private set; }

    public int PointAt { get; private set; }

    /// <summary>False when the text (without its sign) is no number.</summary>
    public bool Run(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var before = TakeDigits(text, ref at, beforePoint: true);
        var after = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            after = TakeDigits(text, ref at, beforePoint: false);
        }
        if (before + after == 0)
            return false;
        if (at == text.Length)
            return true;
        return text[at] is (byte)'e' or (byte)'E' && TakeExponent(text[(at + 1)..]);
    }

    /// <summary>The digits as pairs that are aligned to the point; returns how many.</summary>
    public readonly int Pair(Span<byte> pairs, out int exponent)
    {
        var odd = PointAt & 1;
        exponent = (PointAt + odd) / 2;
        var count = (Count + odd + 1) / 2;
        pairs[..count].Clear();
        for (var i = 0; i < Count; i++)
        {
            var place = i + odd;
            pairs[place / 2] += (byte)(place % 2 == 0 ? _digits[i] * 10 : _digits[i]);
        }
        return count;
    }

    private int TakeDigits(ReadOnlySpan<byte> text, ref int at, bool beforePoint)
    {
        var start = at;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
            Take((byte)(text[at] - '0'), beforePoint);
        return at - start;
    }

    private void Take(byte digit, bool beforePoint)
    {
        if (Count == 0 && digit == 0)
        {
            // Zeros before the first digit: none before the point matters, each after it moves the point.
            PointAt -= beforePoint ? 0 : 1;
            return;
        }
        PointAt += beforePoint ? 1 : 0;
        if (digit == 0)
        {
            _zeros++;
            return;
        }
        for (; _zeros > 0; _zeros--)
            Append(0);
        Append(digit);
    }

    private void Append(byte digit)
    {
        if (Count < _digits.Length)
            _digits[Count] = digit;
        Count++;
    }

    private bool TakeExponent(ReadOnlySpan<byte> text)
    {
        var negative = false;
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        if (text.IsEmpty)
            return false;
        long exponent = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            exponent = Math.Min(exponent * 10 + (c - '0'), ExponentFar);
        }
        PointAt += (int)(negative ? -exponent : exponent);
        return true;
    }
}
