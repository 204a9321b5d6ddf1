using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>Makes a file whose pages have all arrived the tree: proves it as it stands on disk, gives it a bitmap and superblocks, and its name.</summary>
/// <remarks>
/// A look at all pages from the root down, compared with what was sent; the bitmap; superblock 1, then superblock 0 in place of the header; one sync of
/// everything, for nobody opens the file before it has its name; a look at what was added; the name. A crash before the new name is durable
/// leaves the tree of old. On the writer's executor. A tree that is open under the name must be closed before the last step.
/// </remarks>
public sealed class CheckpointInstallation
{
    private readonly IDisk _disk;
    private readonly PageFile _file;
    private readonly string _treeName;
    private readonly CheckpointHeader _header;
    private readonly CheckpointPosition _end;
    private readonly byte[] _meta;
    private readonly PageSpace _space = new();
    private readonly ContentCheck _content = new();
    private readonly byte[] _page = new byte[PageLayout.PageBytes];
    private readonly IEnumerator<int> _work;

    internal CheckpointInstallation(
        IDisk disk, PageFile file, string treeName, CheckpointHeader header, CheckpointPosition end, byte[] meta)
    {
        (_disk, _file, _treeName, _header, _end, _meta) = (disk, file, treeName, header, end, meta);
        _work = Work().GetEnumerator();
    }

    /// <summary>Everything is durable and proven, and the tree only lacks its name: what is still to be done takes no room.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The tree stands under its name, durably, and can be opened.</summary>
    public bool IsInstalled { get; private set; }

    /// <summary>Reads or writes at most <paramref name="bytesMax"/>, or syncs once; false when the tree is installed.</summary>
    /// <exception cref="PageCorruptException">What stands on disk is not what was sent; the writer is to be discarded.</exception>
    /// <exception cref="IOException">
    /// The disk failed, and the writer is to be discarded; or it is full (<see cref="DiskFullException"/>), and the writer may also be closed and, when there
    /// is room, reopened. In the very last step it may be that the new tree has the name already.
    /// </exception>
    public bool Step(int bytesMax)
    {
        // A sync counts as a step of its own.
        for (var bytes = 0; bytes < bytesMax && _work.MoveNext();)
            bytes = _work.Current == 0 ? bytesMax : bytes + _work.Current;
        return !IsInstalled;
    }

    // Yields the bytes of each read and write, and 0 for each sync.
    private IEnumerable<int> Work()
    {
        for (uint copy = 0; copy < Superblock.Copies; copy++)
            _space.Mark(copy);
        var walk = new PageWalk(_header);
        while (!walk.IsAtEnd)
            yield return Prove(walk);
        ProveWhole(walk);
        var pages = _space.AllocateBitmap();
        var bitmap = new PageRef[pages.Length];
        for (var i = 0; i < bitmap.Length; i++)
            yield return WriteBitmap(pages[i], i, bitmap);
        var superblock = SuperblockOf(bitmap);
        // Copy 0 takes the place of the header: until then the file can be gone on with.
        for (var copy = Superblock.Copies; copy-- > 0;)
            yield return WriteSuperblock(superblock, (uint)copy);
        yield return Sync();
        ReadBack(superblock);
        IsReady = true;
        yield return 0;
        yield return TakeName();
    }

    private int Prove(PageWalk walk)
    {
        var expected = walk.Next;
        var page = expected.Reference.Page;
        _file.Read(expected.Reference, expected.Type, expected.Level, _page);
        if (walk.Pass(_page) is { } fault)
            throw Corrupt(page, fault);
        if (_space.IsUsed(page))
            throw Corrupt(page, "two places refer to it");
        _space.Mark(page);
        if (expected.Type != PageType.Overflow && _content.Take(new NodePage(_page)) is { } disorder)
            throw Corrupt(page, disorder);
        return _page.Length;
    }

    private void ProveWhole(PageWalk walk)
    {
        var root = _header.Root.Reference.Page;
        if (!walk.Position.Equals(_end))
            throw Corrupt(root, "its pages are not those that were sent");
        if (_content.ItemCount != _header.ItemCount || _content.ContentBytes != _header.ContentBytes)
            throw Corrupt(root, "the tree's counts are not those of its items");
    }

    private int WriteBitmap(uint number, int index, PageRef[] bitmap)
    {
        PageLayout.Begin(_page, PageType.Bitmap, number, level: 0, _header.Slot.Value);
        _space.CopyTo(index, _page.AsSpan(PageLayout.HeaderBytes));
        bitmap[index] = new PageRef(number, PageLayout.Seal(_page));
        _file.File.Write(PageFile.OffsetOf(number), _page);
        return _page.Length;
    }

    private Superblock SuperblockOf(PageRef[] bitmap) => new()
    {
        Sequence = _header.Sequence,
        AppliedSlot = _header.Slot,
        Root = _header.Root,
        PageCount = _space.PageCount,
        ItemCount = _header.ItemCount,
        ContentBytes = _header.ContentBytes,
        Meta = _meta,
        Bitmap = bitmap,
    };

    private int WriteSuperblock(Superblock superblock, uint copy)
    {
        superblock.Write(_page, copy);
        _file.File.Write(PageFile.OffsetOf(copy), _page);
        return _page.Length;
    }

    private void ReadBack(Superblock superblock)
    {
        var (newest, _, bothGood) = Superblock.ReadNewest(_file);
        if (!bothGood || newest.Sequence != superblock.Sequence || newest.Root != superblock.Root)
            throw new IOException($"A superblock of {_file.Name} did not reach its place.");
        foreach (var reference in superblock.Bitmap)
            _file.Read(reference, PageType.Bitmap, level: 0, _page);
    }

    private int TakeName()
    {
        _file.File.Dispose();
        _disk.Rename(_file.Name, _treeName);
        _disk.SyncNames();
        IsInstalled = true;
        return 0;
    }

    private int Sync()
    {
        _file.File.Sync();
        return 0;
    }

    private PageCorruptException Corrupt(uint page, string reason) => new(_file.Name, page, reason);
}
