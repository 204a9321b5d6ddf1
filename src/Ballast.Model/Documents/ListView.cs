namespace Ballast.Model.Documents;

/// <summary>The values of a list.</summary>
public readonly ref struct ListView(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;

    public int Count
    {
        get
        {
            var rest = _content;
            return Wire.TakeVarint(ref rest);
        }
    }

    /// <summary>Finds the value at <paramref name="index"/>; the values before it are skipped, not read.</summary>
    public bool TryGet(int index, out ValueView value)
    {
        var rest = _content;
        value = default;
        if (index < 0 || index >= Wire.TakeVarint(ref rest))
            return false;
        for (; index > 0; index--)
            rest = rest[Wire.ValueLength(rest)..];
        value = ValueView.First(rest);
        return true;
    }

    public Enumerator GetEnumerator() => new(_content);

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _value;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> content)
        {
            _rest = content;
            _left = Wire.TakeVarint(ref _rest);
        }

        public readonly ValueView Current => new(_value);

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            _left--;
            _value = Wire.TakeValue(ref _rest);
            return true;
        }
    }
}
