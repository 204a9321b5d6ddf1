using System.Buffers;
using System.Buffers.Text;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Router.Json;

/// <summary>Writes encoded documents and values as the API's JSON: {"name":{"S":"text"}}.</summary>
/// <remarks>Every answer with items goes through here, so it writes bytes by hand and allocates nothing.</remarks>
internal static class ItemJson
{
    private const int EscapeBytesMax = 6;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>A document as an object of attributes.</summary>
    public static void Write(ByteBuffer target, ReadOnlySpan<byte> document)
    {
        target.Write((byte)'{');
        var first = true;
        foreach (var entry in new DocumentView(document))
        {
            if (!first)
                target.Write((byte)',');
            first = false;
            String(target, entry.Name);
            target.Write((byte)':');
            Value(target, entry.Value);
        }
        target.Write((byte)'}');
    }

    /// <summary>A value as an object of one member, named by its type.</summary>
    public static void Value(ByteBuffer target, ValueView value)
    {
        switch (value.Tag)
        {
            case ValueTag.String:
                target.Write("{\"S\":"u8);
                String(target, value.AsString);
                break;
            case ValueTag.Number:
                target.Write("{\"N\":"u8);
                Number(target, value.AsNumber);
                break;
            case ValueTag.Binary:
                target.Write("{\"B\":"u8);
                Binary(target, value.AsBinary);
                break;
            case ValueTag.Null:
                target.Write("{\"NULL\":true"u8);
                break;
            case ValueTag.True:
                target.Write("{\"BOOL\":true"u8);
                break;
            case ValueTag.False:
                target.Write("{\"BOOL\":false"u8);
                break;
            case ValueTag.Map:
                target.Write("{\"M\":"u8);
                Write(target, value.AsMap.Encoded);
                break;
            case ValueTag.List:
                List(target, value.AsList);
                break;
            default:
                Set(target, value);
                break;
        }
        target.Write((byte)'}');
    }

    /// <summary>UTF-8 in quotes, with what JSON wants escaped.</summary>
    public static void String(ByteBuffer target, ReadOnlySpan<byte> utf8)
    {
        var plain = utf8.IndexOfAny(Escaped);
        var span = target.GetSpan(utf8.Length + 2);
        if (plain < 0)
        {
            span[0] = (byte)'"';
            utf8.CopyTo(span[1..]);
            span[utf8.Length + 1] = (byte)'"';
            target.Advance(utf8.Length + 2);
            return;
        }
        target.Write((byte)'"');
        for (; plain >= 0; plain = utf8.IndexOfAny(Escaped))
        {
            target.Write(utf8[..plain]);
            Escape(target, utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }
        target.Write(utf8);
        target.Write((byte)'"');
    }

    private static void Escape(ByteBuffer target, byte c)
    {
        var span = target.GetSpan(EscapeBytesMax);
        span[0] = (byte)'\\';
        var letter = c switch
        {
            (byte)'"' or (byte)'\\' => c,
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            _ => (byte)'u',
        };
        span[1] = letter;
        if (letter != (byte)'u')
        {
            target.Advance(2);
            return;
        }
        span[2] = span[3] = (byte)'0';
        span[4] = (byte)('0' + (c >> 4));
        span[5] = (byte)"0123456789abcdef"[c & 0xF];
        target.Advance(EscapeBytesMax);
    }

    private static void Number(ByteBuffer target, ReadOnlySpan<byte> encoded)
    {
        var span = target.GetSpan(NumberText.TextBytesMax + 2);
        span[0] = (byte)'"';
        var length = NumberText.Format(encoded, span[1..]);
        span[length + 1] = (byte)'"';
        target.Advance(length + 2);
    }

    private static void Binary(ByteBuffer target, ReadOnlySpan<byte> bytes)
    {
        var span = target.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 2);
        span[0] = (byte)'"';
        var status = Base64.EncodeToUtf8(bytes, span[1..], out _, out var length);
        Invariant.Holds(status == OperationStatus.Done);
        span[length + 1] = (byte)'"';
        target.Advance(length + 2);
    }

    private static void List(ByteBuffer target, ListView list)
    {
        target.Write("{\"L\":["u8);
        var first = true;
        foreach (var element in list)
        {
            if (!first)
                target.Write((byte)',');
            first = false;
            Value(target, element);
        }
        target.Write((byte)']');
    }

    private static void Set(ByteBuffer target, ValueView set)
    {
        target.Write(set.Tag switch
        {
            ValueTag.StringSet => "{\"SS\":["u8,
            ValueTag.NumberSet => "{\"NS\":["u8,
            _ => "{\"BS\":["u8,
        });
        var first = true;
        foreach (var element in set.AsSet)
        {
            if (!first)
                target.Write((byte)',');
            first = false;
            Element(target, set.Tag, element);
        }
        target.Write((byte)']');
    }

    private static void Element(ByteBuffer target, ValueTag set, ReadOnlySpan<byte> element)
    {
        if (set == ValueTag.StringSet)
            String(target, element);
        else if (set == ValueTag.NumberSet)
            Number(target, element);
        else
            Binary(target, element);
    }
}
