namespace Ballast.Model.Documents;

/// <summary>One encoded value, tag and payload, seen where it lies.</summary>
/// <remarks>The form is canonical: two values are equal exactly when their bytes are (<see cref="Equals(ValueView)"/>).</remarks>
public readonly ref struct ValueView(ReadOnlySpan<byte> encoded)
{
    /// <summary>Tag and payload.</summary>
    public ReadOnlySpan<byte> Encoded { get; } = encoded;

    /// <summary>True for the default view: there is no value.</summary>
    public bool IsAbsent => Encoded.IsEmpty;

    public ValueTag Tag => (ValueTag)Encoded[0];

    /// <summary>The UTF-8 of a string.</summary>
    public ReadOnlySpan<byte> AsString => Bytes(ValueTag.String);

    /// <summary>The bytes of a binary.</summary>
    public ReadOnlySpan<byte> AsBinary => Bytes(ValueTag.Binary);

    /// <summary>The order-preserving encoding of a number (docs/formats/number.md).</summary>
    public ReadOnlySpan<byte> AsNumber
    {
        get
        {
            Invariant.Holds(Tag == ValueTag.Number);
            return Encoded[2..];
        }
    }

    /// <summary>The bytes by which strings, binaries and numbers are ordered among their own type.</summary>
    public ReadOnlySpan<byte> AsOrderedBytes => Tag == ValueTag.Number ? Encoded[2..] : Bytes(Tag);

    public bool AsBool
    {
        get
        {
            Invariant.Holds(ValueTags.IsBool(Tag));
            return Tag == ValueTag.True;
        }
    }

    public DocumentView AsMap => new(Content(ValueTag.Map));

    /// <summary>The values of a list, in order.</summary>
    public ListView AsList => new(Content(ValueTag.List));

    /// <summary>The elements of a set, ascending. Those of a number set are number encodings.</summary>
    public SetView AsSet
    {
        get
        {
            Invariant.Holds(ValueTags.IsSet(Tag));
            return new SetView(Encoded[Wire.ContainerHeaderBytes..]);
        }
    }

    /// <summary>Strings, numbers and binaries have an order, and may be keys.</summary>
    public bool IsScalarOfOrder => Tag is ValueTag.String or ValueTag.Number or ValueTag.Binary;

    public bool Equals(ValueView other) => Encoded.SequenceEqual(other.Encoded);

    /// <summary>The order of two values of one ordered type.</summary>
    public int CompareTo(ValueView other)
    {
        Invariant.Holds(Tag == other.Tag && IsScalarOfOrder);
        return AsOrderedBytes.SequenceCompareTo(other.AsOrderedBytes);
    }

    /// <summary>The value that begins <paramref name="source"/>.</summary>
    public static ValueView First(ReadOnlySpan<byte> source) => new(source[..Wire.ValueLength(source)]);

    private ReadOnlySpan<byte> Bytes(ValueTag expected)
    {
        Invariant.Holds(Tag == expected && expected is ValueTag.String or ValueTag.Binary);
        var rest = Encoded[1..];
        return Wire.TakeBytes(ref rest);
    }

    private ReadOnlySpan<byte> Content(ValueTag expected)
    {
        Invariant.Holds(Tag == expected);
        return Encoded[Wire.ContainerHeaderBytes..];
    }
}
