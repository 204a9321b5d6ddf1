namespace Ballast.Model.Documents;

/// <summary>A map body seen where it lies: an item's attributes, or the content of a map value.</summary>
/// <remarks>
/// The bytes must be verified (<see cref="DocumentVerifier"/>) or built (<see cref="DocumentBuilder"/>).
/// The default view has no bytes and no entries: it stands for an item that does not exist.
/// </remarks>
public readonly ref struct DocumentView(ReadOnlySpan<byte> encoded)
{
    public ReadOnlySpan<byte> Encoded { get; } = encoded;

    /// <summary>True for the default view: there is no document at all.</summary>
    public bool IsAbsent => Encoded.IsEmpty;

    /// <summary>The number of entries.</summary>
    public int Count
    {
        get
        {
            var rest = Encoded;
            return rest.IsEmpty ? 0 : Wire.TakeVarint(ref rest);
        }
    }

    /// <summary>Finds the entry called <paramref name="name"/> (UTF-8).</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ValueView value)
    {
        var rest = Encoded;
        for (var left = rest.IsEmpty ? 0 : Wire.TakeVarint(ref rest); left > 0; left--)
        {
            var found = Wire.TakeBytes(ref rest).SequenceEqual(name);
            var length = Wire.ValueLength(rest);
            if (found)
            {
                value = new ValueView(rest[..length]);
                return true;
            }
            rest = rest[length..];
        }
        value = default;
        return false;
    }

    public bool Contains(ReadOnlySpan<byte> name) => TryGet(name, out _);

    /// <summary>The entries in the order of their names' bytes.</summary>
    public Enumerator GetEnumerator() => new(Encoded);

    /// <summary>One name with its value.</summary>
    public readonly ref struct Entry(ReadOnlySpan<byte> name, ValueView value)
    {
        public ReadOnlySpan<byte> Name { get; } = name;
        public ValueView Value { get; } = value;
    }

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _name;
        private ReadOnlySpan<byte> _value;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> encoded)
        {
            _rest = encoded;
            _left = encoded.IsEmpty ? 0 : Wire.TakeVarint(ref _rest);
        }

        public readonly Entry Current => new(_name, new ValueView(_value));

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            _left--;
            _name = Wire.TakeBytes(ref _rest);
            _value = Wire.TakeValue(ref _rest);
            return true;
        }
    }
}
