namespace Ballast.Model.Numbers;

/// <summary>Exact sums and differences of encoded numbers.</summary>
public static class NumberArithmetic
{
    // From the highest pair of the largest number to the lowest pair of the smallest, and a carry.
    private const int ExponentMax = 63, ExponentMin = -64;
    private const int ColumnsMax = ExponentMax - ExponentMin + NumberEncoding.PairsMax + 1;

    /// <summary>
    /// Writes left + right into <paramref name="target"/> (<see cref="NumberEncoding.EncodedBytesMax"/> bytes). A result that is not exact in
    /// 38 digits, or out of range, is an error and nothing is written.
    /// </summary>
    public static NumberParse Add(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> target, out int length) =>
        Combine(left, right, 1, target, out length);

    /// <summary>As <see cref="Add"/>, for left - right.</summary>
    public static NumberParse Subtract(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> target, out int length) =>
        Combine(left, right, -1, target, out length);

    // Columns of base 100, the most significant first; column 0 takes the carry and has the place of 100^top.
    private static NumberParse Combine(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int sign, Span<byte> target, out int length)
    {
        Span<byte> leftPairs = stackalloc byte[NumberEncoding.PairsMax];
        Span<byte> rightPairs = stackalloc byte[NumberEncoding.PairsMax];
        var leftCount = NumberEncoding.Read(left, leftPairs, out var leftNegative, out var leftExponent);
        var rightCount = NumberEncoding.Read(right, rightPairs, out var rightNegative, out var rightExponent);
        // Zero has no place of its own: it takes the other's, so that the columns stay few.
        if (leftCount == 0)
            leftExponent = rightExponent;
        if (rightCount == 0)
            rightExponent = leftExponent;

        var top = Math.Max(leftExponent, rightExponent) + 1;
        var width = top - Math.Min(leftExponent - leftCount, rightExponent - rightCount);
        Span<int> columns = stackalloc int[ColumnsMax];
        columns = columns[..width];
        columns.Clear();
        Place(columns[(top - leftExponent)..], leftPairs[..leftCount], leftNegative ? -1 : 1);
        Place(columns[(top - rightExponent)..], rightPairs[..rightCount], rightNegative ? -sign : sign);
        var negative = Normalize(columns);
        return Finish(columns, top, negative, target, out length);
    }

    private static void Place(Span<int> columns, ReadOnlySpan<byte> pairs, int sign)
    {
        for (var i = 0; i < pairs.Length; i++)
            columns[i] += sign * pairs[i];
    }

    // Makes the first non-zero column positive, then carries: every column ends in 0..99.
    private static bool Normalize(Span<int> columns)
    {
        var first = columns.IndexOfAnyExcept(0);
        var negative = first >= 0 && columns[first] < 0;
        var carry = 0;
        for (var i = columns.Length - 1; i >= 0; i--)
        {
            var value = (negative ? -columns[i] : columns[i]) + carry;
            carry = value < 0 ? -1 : value >= 100 ? 1 : 0;
            columns[i] = value - carry * 100;
        }
        Invariant.Holds(carry == 0);
        return negative;
    }

    private static NumberParse Finish(Span<int> columns, int top, bool negative, Span<byte> target, out int length)
    {
        length = 0;
        var first = columns.IndexOfAnyExcept(0);
        if (first < 0)
        {
            length = NumberEncoding.Write(false, 0, default, target);
            return NumberParse.Ok;
        }
        var last = columns.LastIndexOfAnyExcept(0);
        Span<byte> pairs = stackalloc byte[ColumnsMax];
        for (var i = first; i <= last; i++)
            pairs[i - first] = (byte)columns[i];
        pairs = pairs[..(last - first + 1)];
        var exponent = top - first;
        var result = NumberEncoding.Check(exponent, pairs);
        if (result == NumberParse.Ok)
            length = NumberEncoding.Write(negative, exponent, pairs, target);
        return result;
    }
}
