using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>The one order of a checkpoint's pages: who has the root's reference can tell at each page which one must come next.</summary>
/// <remarks>
/// Both sides walk the same way, so the receiver proves each page by the checksum that its parent carries, from the root down, before it
/// writes it. Holds the references of the nodes on the way to the next page, no more.
/// </remarks>
internal sealed class PageWalk
{
    private readonly CheckpointHeader _header;
    private readonly ExpectedPage[][] _references = new ExpectedPage[CheckpointPosition.DepthMax][];
    private readonly ushort[] _indexes = new ushort[CheckpointPosition.DepthMax];
    private int _depth;
    private long _pagesBefore;
    private ulong _digest;

    /// <summary>Begins before the first page.</summary>
    public PageWalk(CheckpointHeader header)
    {
        _header = header;
        Push([new ExpectedPage(header.Root.Reference, TreeRoot.TypeAt(header.Root.Level), header.Root.Level, 0)]);
    }

    private PageWalk(PageWalk source)
    {
        (_header, _depth, _pagesBefore, _digest) = (source._header, source._depth, source._pagesBefore, source._digest);
        source._references.CopyTo(_references, 0);
        source._indexes.CopyTo(_indexes, 0);
    }

    public bool IsAtEnd => _depth == 0;
    public long PagesBefore => _pagesBefore;

    /// <summary>The page that must come next.</summary>
    public ExpectedPage Next => _references[_depth - 1][_indexes[_depth - 1]];

    public CheckpointPosition Position => new(_pagesBefore, _digest, _indexes[.._depth]);

    public PageWalk Clone() => new(this);

    /// <summary>Goes past <see cref="Next"/>, whose checksums the caller has proven; otherwise tells why it cannot, and stays.</summary>
    public string? Pass(Span<byte> page)
    {
        if (TakeApart(page, out var references) is { } fault)
            return fault;
        _digest = XxHash64.Compute(page, _digest);
        _pagesBefore++;
        if (references.Length > 0)
            Push(references);
        else
            Advance();
        return null;
    }

    /// <summary>Goes to a place that a peer has named. <paramref name="read"/> brings the proven pages on the way; false when there is no such place.</summary>
    public bool TrySeek(CheckpointPosition position, PageReader read)
    {
        Invariant.Holds(_pagesBefore == 0);
        if (position.PagesBefore > _header.PageCount)
            return false;
        (_pagesBefore, _digest) = (position.PagesBefore, position.Digest);
        if (position.IsEnd)
        {
            _depth = 0;
            return true;
        }
        for (var depth = 0; ; depth++)
        {
            if (position.Path[depth] >= _references[depth].Length)
                return false;
            _indexes[depth] = position.Path[depth];
            if (depth + 1 == position.Path.Length)
                return true;
            if (Next.Type == PageType.Overflow || TakeApart(read(Next), out var references) is not null || references.Length == 0)
                return false;
            Push(references);
        }
    }

    /// <summary>Reads and proves a page; the bytes are valid until the next call.</summary>
    public delegate Span<byte> PageReader(ExpectedPage expected);

    private string? TakeApart(Span<byte> page, out ExpectedPage[] references)
    {
        references = [];
        if (Next.Type == PageType.Overflow)
            return PageLayout.CountOf(page) == Next.OverflowBytes ? null : "its length is not that of the key or value";
        var node = new NodePage(page);
        if (NodeAnatomy.Fault(node) is { } fault)
            return fault;
        references = NodeAnatomy.References(node);
        var outside = Array.FindIndex(references, expected => expected.Reference.Page < Superblock.Copies || expected.Reference.Page >= _header.EndPage);
        return outside < 0 ? null : $"it refers to page {references[outside].Reference.Page}, which is none of the tree's";
    }

    private void Push(ExpectedPage[] references)
    {
        _references[_depth] = references;
        _indexes[_depth++] = 0;
    }

    private void Advance()
    {
        while (_depth > 0 && ++_indexes[_depth - 1] == _references[_depth - 1].Length)
            _depth--;
    }
}
