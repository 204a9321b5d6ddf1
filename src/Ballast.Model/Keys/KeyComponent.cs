using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Keys;

/// <summary>One key attribute's value as bytes that sort as the values do, and that end by themselves (docs/formats/keys.md).</summary>
/// <remarks>
/// Strings and binaries: 00 becomes 00 FF, and 00 01 ends them. As 01 is less than FF, "a" comes before "a\0".
/// Numbers: their encoding, which ends by itself.
/// </remarks>
public static class KeyComponent
{
    private const byte Zero = 0x00, EscapedZero = 0xFF, End = 0x01;

    /// <summary>Appends a string, number or binary.</summary>
    public static void Write(ByteBuffer target, ValueView value)
    {
        Invariant.Holds(value.IsScalarOfOrder);
        if (value.Tag == ValueTag.Number)
        {
            target.Write(value.AsNumber);
            return;
        }
        WritePrefix(target, value.AsOrderedBytes);
        var end = target.GetSpan(2);
        end[0] = Zero;
        end[1] = End;
        target.Advance(2);
    }

    /// <summary>Appends what the encodings of all strings (or binaries) that begin with <paramref name="bytes"/> begin with.</summary>
    public static void WritePrefix(ByteBuffer target, ReadOnlySpan<byte> bytes)
    {
        for (var zero = bytes.IndexOf(Zero); zero >= 0; zero = bytes.IndexOf(Zero))
        {
            target.Write(bytes[..(zero + 1)]);
            target.Write(EscapedZero);
            bytes = bytes[(zero + 1)..];
        }
        target.Write(bytes);
    }

    /// <summary>Bytes of the component that begins <paramref name="source"/>, or 0 when no component of that type does.</summary>
    public static int LengthOf(ReadOnlySpan<byte> source, KeyType type)
    {
        if (type == KeyType.Number)
            return NumberEncoding.LengthOf(source);
        var at = 0;
        while (true)
        {
            var zero = source[at..].IndexOf(Zero);
            if (zero < 0 || at + zero + 1 >= source.Length)
                return 0;
            at += zero + 2;
            if (source[at - 1] == End)
                return at;
            if (source[at - 1] != EscapedZero)
                return 0;
        }
    }

    /// <summary>Takes one component from the front of <paramref name="source"/> and appends its value. False when none of that type is there.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> source, KeyType type, DocumentBuilder target)
    {
        var length = LengthOf(source, type);
        if (length == 0)
            return false;
        var component = source[..length];
        source = source[length..];
        if (type == KeyType.Number)
        {
            if (!NumberEncoding.IsValid(component))
                return false;
            target.NumberEncoded(component);
            return true;
        }
        var content = component[..^2];
        var room = target.OpenBytes((ValueTag)type, content.Length);
        target.CloseBytes(Unescape(content, room));
        return true;
    }

    private static int Unescape(ReadOnlySpan<byte> content, Span<byte> target)
    {
        var written = 0;
        for (var zero = content.IndexOf(Zero); zero >= 0; zero = content.IndexOf(Zero))
        {
            content[..(zero + 1)].CopyTo(target[written..]);
            written += zero + 1;
            content = content[(zero + 2)..];
        }
        content.CopyTo(target[written..]);
        return written + content.Length;
    }
}
