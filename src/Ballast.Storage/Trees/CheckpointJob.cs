using System.Buffers;
using Ballast.Foundation;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>The writing of one checkpoint, on an executor that may block, at the pace of whoever calls <see cref="Step"/>.</summary>
/// <remarks>
/// It reads frozen frames, which nobody changes, copies each into its own buffer, fills in the checksums of the pages that it
/// refers to, and publishes the page's own: so children are written before their parents. Pages, then a sync; one superblock,
/// a sync; the other, a sync; and a look at both. A failure ends the job as a result: the checkpoint before is untouched, and what was frozen
/// stays frozen for the next one.
/// </remarks>
public sealed class CheckpointJob
{
    private const int BufferBytesMax = 32 * PageLayout.PageBytes;

    private readonly TreePages _pages;
    private readonly TreeOptions _options;
    private readonly CheckpointPlan _plan;
    private FrozenPage[] _frozen = [];
    private byte[] _buffer = [];
    private IEnumerator<int>? _writes;
    private int _unsyncedBytes;

    internal CheckpointJob(TreePages pages, TreeOptions options, CheckpointPlan plan)
    {
        (_pages, _options, _plan) = (pages, options, plan);
        GoodCopy = plan.GoodCopy;
        BytesTotal = (plan.FrozenFrames.Count + plan.BitmapPages.Length + Superblock.Copies) * (long)PageLayout.PageBytes;
    }

    /// <summary>The executor that steps the job has seen its end.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Why the checkpoint failed: an <see cref="IOException"/>, for instance a full disk.</summary>
    public Exception? Failure { get; private set; }

    public long BytesTotal { get; }
    public long BytesWritten { get; private set; }

    internal CheckpointPlan Plan => _plan;

    /// <summary>The copy of the superblock that is known to be whole.</summary>
    internal uint GoodCopy { get; private set; }

    /// <summary>A reader may find this checkpoint, although it failed.</summary>
    internal bool HasTouchedSuperblock { get; private set; }

    /// <summary>What became durable, when the job did not fail.</summary>
    internal Superblock? Written { get; private set; }

    /// <summary>Writes at most <see cref="TreeOptions.StepBytesMax"/>, or syncs once; false when the job is finished, well or not.</summary>
    public bool Step()
    {
        if (IsFinished)
            return false;
        try
        {
            _writes ??= Writes().GetEnumerator();
            for (var written = 0; written < _options.StepBytesMax;)
            {
                if (!_writes.MoveNext())
                    return Finish(null);
                // A sync counts as a step of its own.
                written = _writes.Current == 0 ? _options.StepBytesMax : written + _writes.Current;
            }
            return true;
        }
        catch (IOException e)
        {
            return Finish(e);
        }
    }

    private bool Finish(IOException? failure)
    {
        Failure = failure;
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _frozen = [];
        IsFinished = true;
        return false;
    }

    // Yields the bytes of each write, and 0 for each sync.
    private IEnumerable<int> Writes()
    {
        Begin();
        for (var at = 0; at < _frozen.Length;)
        {
            var count = RunLength(at);
            yield return WriteRun(at, count);
            at += count;
            if (_unsyncedBytes >= _options.SyncEveryBytes)
                yield return Sync();
        }
        var bitmap = new PageRef[_plan.BitmapPages.Length];
        for (var i = 0; i < bitmap.Length; i++)
            yield return WriteBitmap(i, bitmap);
        yield return Sync();
        var superblock = _plan.Superblock(_pages.Known(_plan.Root.Reference), bitmap);
        for (var turn = 0; turn < Superblock.Copies; turn++)
        {
            var copy = 1 - GoodCopy;
            yield return WriteSuperblock(superblock, copy);
            yield return Sync();
            GoodCopy = copy;
        }
        ReadBack();
        Written = superblock;
    }

    // The pages of a lost or misdirected write are found by their parents; a superblock has none, so it is looked at at once.
    private void ReadBack()
    {
        var (newest, goodCopy, bothGood) = Superblock.ReadNewest(_pages.File);
        GoodCopy = goodCopy;
        if (!bothGood || newest.Sequence != _plan.Sequence)
            throw new IOException($"A superblock of {_pages.File.Name} did not reach its place.");
    }

    private void Begin()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytesMax);
        _frozen = new FrozenPage[_plan.FrozenFrames.Count];
        for (var i = 0; i < _frozen.Length; i++)
            _frozen[i] = FrozenPage.Of(_pages.Frames.Cache, _plan.FrozenFrames[i]);
        Array.Sort(_frozen);
        // Grows the file by extents, and cuts what nothing refers to any more.
        if (_pages.File.File.Length != _plan.FileBytes)
            _pages.File.File.SetLength(_plan.FileBytes);
    }

    // Neighbours on disk go out in one write.
    private int RunLength(int at)
    {
        var count = 1;
        while (count < BufferBytesMax / PageLayout.PageBytes && at + count < _frozen.Length
            && _frozen[at + count].Rank == _frozen[at].Rank && _frozen[at + count].Page == _frozen[at].Page + count)
            count++;
        return count;
    }

    private int WriteRun(int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var frozen = _frozen[at + i];
            var page = BufferPage(i);
            _pages.Frames.Cache.BytesOf(frozen.Frame).CopyTo(page);
            Invariant.Holds(PageLayout.PageOf(page) == frozen.Page);
            PageReferences.Fill(page, _pages);
            _pages.Table.SetChecksum(frozen.Page, PageLayout.Seal(page));
        }
        return Write(_frozen[at].Page, count);
    }

    private int WriteBitmap(int index, PageRef[] bitmap)
    {
        var number = _plan.BitmapPages[index];
        var page = BufferPage(0);
        PageLayout.Begin(page, PageType.Bitmap, number, level: 0, _plan.AppliedSlot.Value);
        if (index == 0)
            _plan.ClearFreed();
        _plan.BitmapBits.AsSpan(index * PageLayout.PayloadBytes, PageLayout.PayloadBytes).CopyTo(page[PageLayout.HeaderBytes..]);
        bitmap[index] = new PageRef(number, PageLayout.Seal(page));
        return Write(number, 1);
    }

    private int WriteSuperblock(Superblock superblock, uint copy)
    {
        HasTouchedSuperblock = true;
        superblock.Write(BufferPage(0), copy);
        return Write(copy, 1);
    }

    private Span<byte> BufferPage(int index) => _buffer.AsSpan(index * PageLayout.PageBytes, PageLayout.PageBytes);

    private int Write(uint page, int count)
    {
        var bytes = count * PageLayout.PageBytes;
        _pages.File.File.Write(PageFile.OffsetOf(page), _buffer.AsSpan(0, bytes));
        BytesWritten += bytes;
        _unsyncedBytes += bytes;
        return bytes;
    }

    private int Sync()
    {
        _pages.File.File.Sync();
        _unsyncedBytes = 0;
        return 0;
    }
}

/// <summary>A page to write: overflow pages first, then leaves, then level by level, each level in the order of the file.</summary>
internal readonly record struct FrozenPage(int Rank, uint Page, int Frame) : IComparable<FrozenPage>
{
    public static FrozenPage Of(PageCache cache, int frame)
    {
        var page = cache.BytesOf(frame);
        var rank = PageLayout.TypeOf(page) == PageType.Overflow ? 0 : 1 + PageLayout.LevelOf(page);
        return new FrozenPage(rank, PageLayout.PageOf(page), frame);
    }

    public int CompareTo(FrozenPage other) => Rank != other.Rank ? Rank.CompareTo(other.Rank) : Page.CompareTo(other.Page);
}

/// <summary>Fills the references of a page that is about to be written with the checksums that their pages have on disk.</summary>
internal static class PageReferences
{
    public static void Fill(Span<byte> page, TreePages pages)
    {
        if (PageLayout.TypeOf(page) is not (PageType.Leaf or PageType.Internal))
            return;
        var node = new NodePage(page);
        for (var i = 0; i < node.Count; i++)
        {
            if (StoredKeyFormat.IsLong(node.KeyLength(i)))
                FillOne(node.StoredKey(i)[StoredKeyFormat.KeyHeadBytes..], pages);
            if (!node.IsLeaf)
                FillOne(node.Cell(i), pages);
            else if (node.ValueWord(i).IsOverflow)
                FillAll(node.StoredValue(i), pages);
        }
    }

    private static void FillAll(Span<byte> references, TreePages pages)
    {
        for (; !references.IsEmpty; references = references[PageRef.Size..])
            FillOne(references, pages);
    }

    private static void FillOne(Span<byte> reference, TreePages pages) => pages.Known(PageRef.Read(reference)).Write(reference);
}
