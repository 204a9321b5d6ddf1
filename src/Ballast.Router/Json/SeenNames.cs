using System.Text;

namespace Ballast.Router.Json;

/// <summary>The names that a JSON map has had so far: none may come twice. Reused; a map of few names makes no object here.</summary>
internal sealed class SeenNames
{
    // Up to this many, comparing them all is faster than hashing one.
    private const int ScannedMax = 16;
    private readonly List<ReadOnlyMemory<byte>> _few = new(ScannedMax);
    private HashSet<string>? _many;

    public void Clear()
    {
        _few.Clear();
        _many = null;
    }

    /// <summary>False when <paramref name="name"/>, which is UTF-8 without escapes, was there before.</summary>
    public bool Add(ReadOnlyMemory<byte> name)
    {
        if (_many is not null)
            return _many.Add(Text(name));
        foreach (var seen in _few)
            if (seen.Span.SequenceEqual(name.Span))
                return false;
        if (_few.Count < ScannedMax)
            _few.Add(name);
        else
            _many = [.. _few.Select(Text), Text(name)];
        return true;
    }

    private static string Text(ReadOnlyMemory<byte> name) => Encoding.UTF8.GetString(name.Span);
}
