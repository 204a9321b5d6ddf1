namespace Ballast.Model.Documents;

/// <summary>The elements of a set, ascending by their bytes.</summary>
public readonly ref struct SetView(ReadOnlySpan<byte> content)
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

    public bool Contains(ReadOnlySpan<byte> element)
    {
        foreach (var candidate in this)
        {
            var order = candidate.SequenceCompareTo(element);
            if (order >= 0)
                return order == 0;
        }
        return false;
    }

    public Enumerator GetEnumerator() => new(_content);

    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> content)
        {
            _rest = content;
            _left = Wire.TakeVarint(ref _rest);
            Current = default;
        }

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            _left--;
            Current = Wire.TakeBytes(ref _rest);
            return true;
        }
    }
}
