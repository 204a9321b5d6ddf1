using System.Globalization;
using System.Text;

using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Metadata.Tables;

/// <summary>Typed fields of the documents in which metadata is stored.</summary>
public static class DocumentFields
{
    private const int Int64CharsMax = 20;

    public static void Field(this DocumentBuilder builder, ReadOnlySpan<byte> name, long value)
    {
        Span<byte> text = stackalloc byte[Int64CharsMax];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        builder.Name(name);
        builder.Number(text[..length]);
    }

    public static void Field(this DocumentBuilder builder, ReadOnlySpan<byte> name, string value)
    {
        builder.Name(name);
        builder.String(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>A whole number that must be there.</summary>
    public static long Int64(this DocumentView document, ReadOnlySpan<byte> name)
    {
        var found = document.TryGet(name, out var value);
        Invariant.Holds(found);
        Span<byte> text = stackalloc byte[NumberText.TextBytesMax];
        return long.Parse(text[..NumberText.Format(value.AsNumber, text)], CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number that may be missing.</summary>
    public static long? OptionalInt64(this DocumentView document, ReadOnlySpan<byte> name) =>
        document.Contains(name) ? document.Int64(name) : null;

    public static string Text(this DocumentView document, ReadOnlySpan<byte> name)
    {
        var found = document.TryGet(name, out var value);
        Invariant.Holds(found);
        return Encoding.UTF8.GetString(value.AsString);
    }
}
