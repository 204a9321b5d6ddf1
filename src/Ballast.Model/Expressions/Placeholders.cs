using System.Text;

namespace Ballast.Model.Expressions;

/// <summary>The names (#n) and values (:v) of one request, shared by its expressions, and which of them were used.</summary>
/// <remarks>
/// Holds references to the request's bytes, and so do the programs parsed with it: all of them end with the request.
/// Not thread-safe; may be reset and reused.
/// </remarks>
public sealed class Placeholders
{
    private readonly Table _names = new();
    private readonly Table _values = new();

    public bool HasNames => _names.Count > 0;
    public bool HasValues => _values.Count > 0;

    public void Reset()
    {
        _names.Clear();
        _values.Clear();
    }

    /// <summary>Adds <c>#n</c> for an attribute name (UTF-8). An error when the placeholder is no placeholder.</summary>
    public ExpressionError? AddName(ReadOnlyMemory<byte> placeholder, ReadOnlyMemory<byte> attributeName)
    {
        if (placeholder.Length > ExpressionLimits.PlaceholderBytesMax)
            return ExpressionTexts.NameKeyTooLong(placeholder.Length);
        if (!IsPlaceholder(placeholder.Span, '#'))
            return ExpressionTexts.InvalidNameKey(Encoding.UTF8.GetString(placeholder.Span));
        _names.Add(placeholder, attributeName);
        return null;
    }

    /// <summary>Adds <c>:v</c> for an encoded value. An error when the placeholder is no placeholder.</summary>
    public ExpressionError? AddValue(ReadOnlyMemory<byte> placeholder, ReadOnlyMemory<byte> encodedValue)
    {
        if (placeholder.Length > ExpressionLimits.PlaceholderBytesMax)
            return ExpressionTexts.ValueKeyTooLong(placeholder.Length);
        if (!IsPlaceholder(placeholder.Span, ':'))
            return ExpressionTexts.InvalidValueKey(Encoding.UTF8.GetString(placeholder.Span));
        _values.Add(placeholder, encodedValue);
        return null;
    }

    /// <summary>The error for names or values that no expression used, once all were parsed.</summary>
    public ExpressionError? UnusedError()
    {
        if (_names.Unused() is { } names)
            return ExpressionTexts.UnusedNames(names);
        return _values.Unused() is { } values ? ExpressionTexts.UnusedValues(values) : null;
    }

    internal bool TryUseName(ReadOnlySpan<byte> placeholder, out ReadOnlyMemory<byte> attributeName) =>
        _names.TryUse(placeholder, out attributeName);

    internal bool TryUseValue(ReadOnlySpan<byte> placeholder, out ReadOnlyMemory<byte> encodedValue) =>
        _values.TryUse(placeholder, out encodedValue);

    private static bool IsPlaceholder(ReadOnlySpan<byte> placeholder, char sign)
    {
        if (placeholder.Length < 2 || placeholder[0] != sign)
            return false;
        foreach (var c in placeholder[1..])
        {
            if (!Lexer.IsWordByte(c))
                return false;
        }
        return true;
    }

    private sealed class Table
    {
        // Up to this many, comparing them all is faster than hashing one.
        private const int ScannedMax = 16;

        private readonly List<Entry> _entries = [];
        private Dictionary<string, int>? _index;

        public int Count => _entries.Count;

        public void Clear()
        {
            _entries.Clear();
            _index = null;
        }

        public void Add(ReadOnlyMemory<byte> placeholder, ReadOnlyMemory<byte> meaning)
        {
            _index = null;
            _entries.Add(new Entry(placeholder, meaning, false));
        }

        public bool TryUse(ReadOnlySpan<byte> placeholder, out ReadOnlyMemory<byte> meaning)
        {
            var at = _entries.Count <= ScannedMax ? Scan(placeholder) : LookUp(placeholder);
            meaning = default;
            if (at < 0)
                return false;
            meaning = _entries[at].Meaning;
            if (!_entries[at].Used)
                _entries[at] = _entries[at] with { Used = true };
            return true;
        }

        public string? Unused()
        {
            StringBuilder? keys = null;
            foreach (var entry in _entries)
            {
                if (entry.Used)
                    continue;
                keys = keys is null ? new StringBuilder() : keys.Append(", ");
                keys.Append(Encoding.UTF8.GetString(entry.Placeholder.Span));
            }
            return keys?.ToString();
        }

        private int Scan(ReadOnlySpan<byte> placeholder)
        {
            for (var i = 0; i < _entries.Count; i++)
            {
                if (_entries[i].Placeholder.Span.SequenceEqual(placeholder))
                    return i;
            }
            return -1;
        }

        private int LookUp(ReadOnlySpan<byte> placeholder)
        {
            if (_index is null)
            {
                _index = new Dictionary<string, int>(_entries.Count, StringComparer.Ordinal);
                for (var i = 0; i < _entries.Count; i++)
                    _index[Encoding.UTF8.GetString(_entries[i].Placeholder.Span)] = i;
            }
            return _index.TryGetValue(Encoding.UTF8.GetString(placeholder), out var at) ? at : -1;
        }

        private readonly record struct Entry(ReadOnlyMemory<byte> Placeholder, ReadOnlyMemory<byte> Meaning, bool Used);
    }
}
