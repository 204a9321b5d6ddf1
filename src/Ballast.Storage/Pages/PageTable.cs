using System.Runtime.CompilerServices;

namespace Ballast.Storage.Pages;

/// <summary>By page number: the frame that holds a page, and the checksum that it has on disk where that is known.</summary>
/// <remarks>
/// The owner's, with one exception: a checkpoint job publishes the checksums of the pages that it writes, and reads those of
/// their children. Chunks never move and a checksum is one 64-bit word, so the job needs no lock; the owner never resets the
/// entry of a page that the checkpoint under way refers to.
/// </remarks>
internal sealed class PageTable
{
    public const int NoFrame = -1;
    private const int ChunkShift = 9, ChunkPages = 1 << ChunkShift;
    private const ulong KnownMark = 1UL << 32;
    private int[]?[] _frames = new int[]?[16];
    private ulong[]?[] _checksums = new ulong[]?[16];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FrameOf(uint page)
    {
        var frames = _frames;
        var chunk = page >> ChunkShift;
        if (chunk >= (uint)frames.Length)
            return NoFrame;
        var slots = frames[chunk];
        return slots is null ? NoFrame : slots[page & (ChunkPages - 1)] - 1;
    }

    public void SetFrame(uint page, int frame) => ReserveChunk(page)[page & (ChunkPages - 1)] = frame + 1;

    public bool TryGetChecksum(uint page, out uint checksum)
    {
        var words = Volatile.Read(ref _checksums);
        var chunk = page >> ChunkShift;
        var word = chunk < (uint)words.Length && words[chunk] is { } known ? Volatile.Read(ref known[page & (ChunkPages - 1)]) : 0;
        checksum = unchecked((uint)word);
        return (word & KnownMark) != 0;
    }

    /// <summary>Publishes what the page has on disk. The job calls it only for pages whose entries the owner has made.</summary>
    public void SetChecksum(uint page, uint checksum) =>
        Volatile.Write(ref _checksums[page >> ChunkShift]![page & (ChunkPages - 1)], KnownMark | checksum);

    /// <summary>Begins a new life of a page number: in <paramref name="frame"/>, on disk nowhere.</summary>
    public void Begin(uint page, int frame)
    {
        ReserveChunk(page)[page & (ChunkPages - 1)] = frame + 1;
        Volatile.Write(ref _checksums[page >> ChunkShift]![page & (ChunkPages - 1)], 0);
    }

    private int[] ReserveChunk(uint page)
    {
        var chunk = (int)(page >> ChunkShift);
        if (chunk >= _frames.Length)
            Grow(Math.Max(_frames.Length * 2, chunk + 1));
        // The checksums' chunk first: whoever sees a page's frame finds its checksum's place.
        if (_checksums[chunk] is null)
            Volatile.Write(ref _checksums[chunk], new ulong[ChunkPages]);
        return _frames[chunk] ??= new int[ChunkPages];
    }

    private void Grow(int chunks)
    {
        Array.Resize(ref _frames, chunks);
        var checksums = new ulong[]?[chunks];
        _checksums.CopyTo(checksums, 0);
        Volatile.Write(ref _checksums, checksums);
    }
}
