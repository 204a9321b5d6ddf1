using Ballast.Foundation;

namespace Ballast.Histories.Checking;

/// <summary>Which operations of unknown outcome have been placed, by their index. Immutable.</summary>
internal sealed class OptionalSet
{
    private const int WordBits = 64;
    private readonly ulong[] _words;

    private OptionalSet(ulong[] words) => _words = words;

    public static OptionalSet Empty { get; } = new([]);

    public bool Contains(int index) => index / WordBits < _words.Length && (_words[index / WordBits] >> (index % WordBits) & 1) != 0;

    public OptionalSet With(int index)
    {
        Invariant.Holds(!Contains(index));
        var words = new ulong[Math.Max(_words.Length, index / WordBits + 1)];
        _words.CopyTo(words, 0);
        words[index / WordBits] |= 1UL << (index % WordBits);
        return new OptionalSet(words);
    }

    public bool IsSubsetOf(OptionalSet other)
    {
        for (var i = 0; i < _words.Length; i++)
            if ((_words[i] & ~(i < other._words.Length ? other._words[i] : 0)) != 0)
                return false;
        return true;
    }
}
