using System.Buffers.Binary;
using System.Text.Unicode;
using Ballast.Foundation.Buffers;
using Ballast.Model.Numbers;

namespace Ballast.Model.Documents;

/// <summary>Checks bytes that come from a disk or a peer: whether they are a document (or value) in its one canonical form.</summary>
public static class DocumentVerifier
{
    /// <summary>True when <paramref name="bytes"/> are exactly one document.</summary>
    public static bool Verify(ReadOnlySpan<byte> bytes) => TakeMap(ref bytes, 0) && bytes.IsEmpty;

    /// <summary>True when <paramref name="bytes"/> are exactly one value.</summary>
    public static bool VerifyValue(ReadOnlySpan<byte> bytes) => TakeValue(ref bytes, 0) && bytes.IsEmpty;

    private static bool TakeMap(scoped ref ReadOnlySpan<byte> rest, int nesting)
    {
        if (!TakeVarint(ref rest, out var count))
            return false;
        ReadOnlySpan<byte> previous = default;
        for (var i = 0; i < count; i++)
        {
            if (!TakeBytes(ref rest, out var name) || !Utf8.IsValid(name))
                return false;
            if (i > 0 && previous.SequenceCompareTo(name) >= 0)
                return false;
            if (!TakeValue(ref rest, nesting))
                return false;
            previous = name;
        }
        return true;
    }

    private static bool TakeValue(scoped ref ReadOnlySpan<byte> rest, int nesting)
    {
        if (rest.IsEmpty)
            return false;
        var tag = (ValueTag)rest[0];
        rest = rest[1..];
        return tag switch
        {
            ValueTag.String => TakeBytes(ref rest, out var text) && Utf8.IsValid(text),
            ValueTag.Binary => TakeBytes(ref rest, out _),
            ValueTag.Number => TakeNumber(ref rest),
            ValueTag.Null or ValueTag.False or ValueTag.True => true,
            ValueTag.StringSet or ValueTag.NumberSet or ValueTag.BinarySet or ValueTag.Map or ValueTag.List
                => TakeContainer(ref rest, tag, nesting),
            _ => false,
        };
    }

    private static bool TakeContainer(scoped ref ReadOnlySpan<byte> rest, ValueTag tag, int nesting)
    {
        if (rest.Length < Wire.LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[Wire.LengthBytes..];
        if (length > rest.Length)
            return false;
        var content = rest[..(int)length];
        rest = rest[(int)length..];
        if (ValueTags.IsSet(tag))
            return TakeSet(ref content, tag) && content.IsEmpty;
        if (nesting == DocumentBuilder.NestingMax)
            return false;
        return (tag == ValueTag.Map ? TakeMap(ref content, nesting + 1) : TakeList(ref content, nesting + 1)) && content.IsEmpty;
    }

    private static bool TakeList(scoped ref ReadOnlySpan<byte> rest, int nesting)
    {
        if (!TakeVarint(ref rest, out var count))
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!TakeValue(ref rest, nesting))
                return false;
        }
        return true;
    }

    private static bool TakeSet(scoped ref ReadOnlySpan<byte> rest, ValueTag tag)
    {
        if (!TakeVarint(ref rest, out var count) || count == 0)
            return false;
        ReadOnlySpan<byte> previous = default;
        for (var i = 0; i < count; i++)
        {
            if (!TakeBytes(ref rest, out var element) || !IsElement(tag, element))
                return false;
            if (i > 0 && previous.SequenceCompareTo(element) >= 0)
                return false;
            previous = element;
        }
        return true;
    }

    private static bool IsElement(ValueTag tag, ReadOnlySpan<byte> element) => tag switch
    {
        ValueTag.StringSet => Utf8.IsValid(element),
        ValueTag.NumberSet => NumberEncoding.IsValid(element),
        _ => true,
    };

    private static bool TakeNumber(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] > rest.Length - 1)
            return false;
        var valid = NumberEncoding.IsValid(rest.Slice(1, rest[0]));
        rest = rest[(1 + rest[0])..];
        return valid;
    }

    private static bool TakeBytes(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (!TakeVarint(ref rest, out var length) || length > rest.Length)
            return false;
        taken = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }

    // Only the shortest form of a varint is canonical.
    private static bool TakeVarint(scoped ref ReadOnlySpan<byte> rest, out uint value)
    {
        if (!Varint.TryRead(rest, out value, out var length) || length != Varint.SizeOf(value))
            return false;
        rest = rest[length..];
        return true;
    }
}
