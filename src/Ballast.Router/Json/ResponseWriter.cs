using System.Buffers.Text;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;

namespace Ballast.Router.Json;

/// <summary>Writes an answer's structure: it only minds the commas. Values go through it or straight into the buffer.</summary>
internal ref struct ResponseWriter(ByteBuffer target)
{
    private bool _needsComma;

    public readonly ByteBuffer Target => target;

    public void BeginObject()
    {
        Separate();
        target.Write((byte)'{');
        _needsComma = false;
    }

    public void EndObject()
    {
        target.Write((byte)'}');
        _needsComma = true;
    }

    public void BeginArray()
    {
        Separate();
        target.Write((byte)'[');
        _needsComma = false;
    }

    public void EndArray()
    {
        target.Write((byte)']');
        _needsComma = true;
    }

    /// <summary>A member's name that needs no escaping.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        target.Write((byte)'"');
        target.Write(name);
        target.Write("\":"u8);
        _needsComma = false;
    }

    /// <summary>A member's name from a client or the catalog.</summary>
    public void Name(string name)
    {
        String(name);
        target.Write((byte)':');
        _needsComma = false;
    }

    public void String(string value)
    {
        Separate();
        Span<byte> utf8 = value.Length <= 256 ? stackalloc byte[value.Length * 3] : new byte[value.Length * 3];
        ItemJson.String(target, utf8[..System.Text.Encoding.UTF8.GetBytes(value, utf8)]);
        _needsComma = true;
    }

    public void Number(long value)
    {
        Separate();
        var span = target.GetSpan(20);
        var fits = Utf8Formatter.TryFormat(value, span, out var length);
        Invariant.Holds(fits);
        target.Advance(length);
        _needsComma = true;
    }

    /// <summary>A real number with a point, as the API shows capacity units: 1.0, 0.5.</summary>
    public void Real(double value)
    {
        Separate();
        var span = target.GetSpan(32);
        var fits = Utf8Formatter.TryFormat(value, span, out var length, value == Math.Floor(value) ? new System.Buffers.StandardFormat('F', 1) : default);
        Invariant.Holds(fits);
        target.Advance(length);
        _needsComma = true;
    }

    public void Bool(bool value)
    {
        Separate();
        target.Write(value ? "true"u8 : "false"u8);
        _needsComma = true;
    }

    /// <summary>An encoded document as an object of attributes.</summary>
    public void Document(ReadOnlySpan<byte> document)
    {
        Separate();
        ItemJson.Write(target, document);
        _needsComma = true;
    }

    public void StringMember(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        String(value);
    }

    public void NumberMember(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }

    private readonly void Separate()
    {
        if (_needsComma)
            target.Write((byte)',');
    }
}
