using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Sizes;

/// <summary>The size of items and values as the service counts them, which is not the size of our encoding.</summary>
/// <remarks>Sources: the developer guide for all but numbers; numbers as measured against the service by others (docs/design/model.md).</remarks>
public static class ItemSize
{
    /// <summary>400 KB: the service's limit of an item, names and values together.</summary>
    public const int ItemBytesMax = 400 * 1024;

    private const int ContainerBytes = 3;
    private const int ElementBytes = 1;

    /// <summary>The size of an item's attributes, in bytes: names and values.</summary>
    public static int Of(DocumentView document)
    {
        var rest = document.Encoded;
        var total = 0;
        for (var left = rest.IsEmpty ? 0 : Wire.TakeVarint(ref rest); left > 0; left--)
        {
            total += Wire.TakeBytes(ref rest).Length;
            total += Of(new ValueView(Wire.TakeValue(ref rest)));
        }
        return total;
    }

    /// <summary>The size of a value, in bytes.</summary>
    public static int Of(ValueView value)
    {
        switch (value.Tag)
        {
            case ValueTag.String or ValueTag.Binary:
                var text = value.Encoded[1..];
                return Wire.TakeVarint(ref text);
            case ValueTag.Number:
                return OfNumber(value.AsNumber);
            case ValueTag.Null or ValueTag.True or ValueTag.False:
                return 1;
            case ValueTag.Map:
                return ContainerBytes + value.AsMap.Count * ElementBytes + Of(value.AsMap);
            case ValueTag.List:
                var total = ContainerBytes;
                foreach (var element in value.AsList)
                    total += ElementBytes + Of(element);
                return total;
            default:
                return OfSet(value);
        }
    }

    /// <summary>1, a byte for every two digits before the point and for every two after it, and 1 below zero; zero is 1.</summary>
    public static int OfNumber(ReadOnlySpan<byte> encoded)
    {
        Span<byte> pairs = stackalloc byte[NumberEncoding.PairsMax];
        var count = NumberEncoding.Read(encoded, pairs, out var negative, out var exponent);
        if (count == 0)
            return 1;
        var digits = NumberEncoding.DigitsOf(pairs[..count]);
        var beforePoint = Math.Clamp(exponent * 2 - (pairs[0] < 10 ? 1 : 0), 0, digits);
        return 1 + (beforePoint + 1) / 2 + (digits - beforePoint + 1) / 2 + (negative ? 1 : 0);
    }

    private static int OfSet(ValueView value)
    {
        var total = 0;
        foreach (var element in value.AsSet)
            total += value.Tag == ValueTag.NumberSet ? OfNumber(element) : element.Length;
        return total;
    }
}
