using System.Buffers.Binary;
using System.Numerics;
using Ballast.Foundation;

namespace Ballast.Storage.Pages;

/// <summary>Which pages of a file are in use: one bit a page, lowest free page first so that the file stays short.</summary>
/// <remarks>In memory a page is in use while anything needs it: the tree, the checkpoint in force, one under way, a snapshot.</remarks>
public sealed class PageSpace
{
    /// <summary>Pages whose bits fit into one bitmap page.</summary>
    internal const int PagesPerBitmapPage = PageLayout.PayloadBytes * 8;

    internal const int BitmapPagesMax = 512;

    /// <summary>The largest page count of a file (about 255 GiB): as many bits as its bitmap pages hold.</summary>
    public const int PagesMax = BitmapPagesMax * PagesPerBitmapPage;

    // An operation allocates less than this: the overflow pages of one value, and a split of every level.
    private const int PagesPerOperationMax = 256;
    private const int WordBits = 64;
    private ulong[] _used = new ulong[16];
    private int _words;
    private int _hint;

    /// <summary>Pages in use.</summary>
    internal long UsedPages { get; private set; }

    /// <summary>One past the highest page that was ever in use since the last <see cref="TrimTail"/>, rounded up to a word.</summary>
    internal int PageCount => _words * WordBits;

    internal bool HasRoomForOperation => UsedPages + PagesPerOperationMax + BitmapPagesMax < PagesMax;

    internal bool IsUsed(uint page) => page / WordBits < (uint)_words && (_used[page / WordBits] >> (int)(page % WordBits) & 1) != 0;

    internal uint Allocate()
    {
        var word = _hint + _used.AsSpan(_hint, _words - _hint).IndexOfAnyExcept(ulong.MaxValue);
        if (word < _hint)
            word = AddWord();
        _hint = word;
        var page = (uint)(word * WordBits + BitOperations.TrailingZeroCount(~_used[word]));
        Take(page);
        return page;
    }

    /// <summary>Allocates the pages that the bitmap of all pages takes. Each of them may make the file longer, so it asks again.</summary>
    internal uint[] AllocateBitmap()
    {
        var bitmap = new List<uint>();
        while (bitmap.Count * PagesPerBitmapPage < PageCount)
            bitmap.Add(Allocate());
        return [.. bitmap];
    }

    internal void Free(uint page)
    {
        Invariant.Holds(IsUsed(page));
        var word = (int)(page / WordBits);
        _used[word] &= ~(1UL << (int)(page % WordBits));
        _hint = Math.Min(_hint, word);
        UsedPages--;
    }

    /// <summary>Forgets free words at the end, so that the file may be cut to <see cref="PageCount"/>.</summary>
    internal void TrimTail()
    {
        while (_words > 1 && _used[_words - 1] == 0)
            _words--;
        _hint = Math.Min(_hint, _words - 1);
    }

    /// <summary>Copies the bits, 8 pages a byte, lowest bit first.</summary>
    internal void CopyTo(Span<byte> target)
    {
        for (var word = 0; word < _words; word++)
            BinaryPrimitives.WriteUInt64LittleEndian(target[(word * sizeof(ulong))..], _used[word]);
    }

    /// <summary>Copies the bits of one bitmap page.</summary>
    internal void CopyTo(int bitmapPage, Span<byte> target)
    {
        var first = bitmapPage * PagesPerBitmapPage / WordBits;
        for (var word = first; word < Math.Min(_words, first + PagesPerBitmapPage / WordBits); word++)
            BinaryPrimitives.WriteUInt64LittleEndian(target[((word - first) * sizeof(ulong))..], _used[word]);
    }

    /// <summary>Takes the bits of a bitmap page that begins at <paramref name="firstPage"/>.</summary>
    internal void Load(int firstPage, ReadOnlySpan<byte> bits)
    {
        for (var at = 0; at < bits.Length; at++)
            for (var rest = (uint)bits[at]; rest != 0; rest &= rest - 1)
                Mark((uint)(firstPage + at * 8 + BitOperations.TrailingZeroCount(rest)));
        TrimTail();
    }

    internal void Mark(uint page)
    {
        while (page >= PageCount)
            AddWord();
        Take(page);
    }

    private void Take(uint page)
    {
        Invariant.Holds(page < PagesMax && !IsUsed(page));
        _used[page / WordBits] |= 1UL << (int)(page % WordBits);
        UsedPages++;
    }

    private int AddWord()
    {
        if (_words == _used.Length)
            Array.Resize(ref _used, _words * 2);
        _used[_words] = 0;
        return _words++;
    }
}
