using System.Buffers.Binary;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Tests.Trees;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>A sender whose tree was made wrong, under checksums that are right: no exception but the one that says so, and no tree.</summary>
public sealed class SnapshotForgeryTests
{
    private const int FirstSlot = PageLayout.HeaderBytes;
    private const int CellOffsetAt = 4, KeyLengthAt = 6;

    private delegate void Forge(Span<byte> page);

    [Theory]
    [InlineData(CellOffsetAt, 0)]
    [InlineData(CellOffsetAt, 8190)]
    [InlineData(CellOffsetAt, 65535)]
    [InlineData(KeyLengthAt, 0)]
    [InlineData(KeyLengthAt, 7169)]
    [InlineData(KeyLengthAt, 1024)]
    public void A_cell_that_reaches_beyond_its_page_is_refused(int at, int value) =>
        AssertRefused(page => BinaryPrimitives.WriteUInt16LittleEndian(page[(FirstSlot + at)..], (ushort)value));

    [Theory]
    [InlineData(1021)]
    [InlineData(65535)]
    public void A_page_with_more_cells_than_room_is_refused(int count) => AssertRefused(page => PageLayout.SetCount(page, count));

    [Theory]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x8000_4000u)]
    public void A_value_longer_than_its_cell_is_refused(uint word) =>
        AssertRefused(page => BinaryPrimitives.WriteUInt32LittleEndian(page[new NodePage(page).CellAt(0)..], word));

    [Fact]
    public void Keys_out_of_order_are_found_by_the_installation() => AssertNotInstalled(static page =>
    {
        Span<byte> slot = stackalloc byte[NodePage.SlotBytes];
        page.Slice(FirstSlot, NodePage.SlotBytes).CopyTo(slot);
        page.Slice(FirstSlot + NodePage.SlotBytes, NodePage.SlotBytes).CopyTo(page[FirstSlot..]);
        slot.CopyTo(page[(FirstSlot + NodePage.SlotBytes)..]);
    });

    [Fact]
    public void Counts_that_are_not_those_of_the_items_are_found_by_the_installation() =>
        AssertNotInstalled(static page => PageLayout.SetCount(page, 2));

    [Fact]
    public void Content_of_another_size_is_found_by_the_installation() =>
        AssertNotInstalled(static page => BinaryPrimitives.WriteUInt32LittleEndian(page[new NodePage(page).CellAt(0)..], 2));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(64u)]
    [InlineData(100_000u)]
    public void A_reference_to_a_page_that_is_none_of_the_trees_is_refused(uint target)
    {
        var (header, pages) = OfLargeValue();
        Assert.Equal(64u, header.EndPage);
        var second = pages.AsSpan(PageLayout.PageBytes, PageLayout.PageBytes);
        PageLayout.SetPage(second, target);
        NameSecond(pages);
        AssertRefused(header, pages);
    }

    [Fact]
    public void An_overflow_page_with_more_or_less_than_its_part_is_refused()
    {
        var (header, pages) = OfLargeValue();
        var second = pages.AsSpan(PageLayout.PageBytes, PageLayout.PageBytes);
        PageLayout.SetCount(second, PageLayout.PayloadBytes - 1);
        NameSecond(pages);
        AssertRefused(header, pages);
    }

    // The second page is sealed again, and the root's first reference names it.
    private static void NameSecond(byte[] pages)
    {
        var second = pages.AsSpan(PageLayout.PageBytes, PageLayout.PageBytes);
        PageLayout.Seal(second);
        new PageRef(PageLayout.PageOf(second), PageLayout.ChecksumOf(second)).Write(new NodePage(pages.AsSpan(0, PageLayout.PageBytes)).StoredValue(0));
    }

    [Fact]
    public void Two_references_to_one_page_are_found_by_the_installation()
    {
        var (header, pages) = OfLargeValue();
        var references = new NodePage(pages.AsSpan(0, PageLayout.PageBytes)).StoredValue(0);
        references[..PageRef.Size].CopyTo(references[PageRef.Size..]);
        pages.AsSpan(PageLayout.PageBytes, PageLayout.PageBytes).CopyTo(pages.AsSpan(2 * PageLayout.PageBytes));
        AssertNotInstalled(header, pages);
    }

    [Theory]
    [InlineData(16, 5u, 64u, 4L, 3L)]
    [InlineData(0, 1u, 64u, 4L, 3L)]
    [InlineData(0, 64u, 64u, 4L, 3L)]
    [InlineData(0, 5u, 64u, 0L, 3L)]
    [InlineData(0, 5u, 64u, 64L, 3L)]
    [InlineData(0, 5u, (uint)PageSpace.PagesMax + 1, 4L, 3L)]
    [InlineData(0, 5u, 64u, 4L, -1L)]
    public void A_header_that_says_what_cannot_be_is_refused(int level, uint root, uint endPage, long pages, long items)
    {
        var header = new CheckpointHeader(new TreeRoot(new PageRef(root, 1), level), endPage)
        {
            Sequence = 1,
            Slot = new(1),
            PageCount = pages,
            ItemCount = items,
            ContentBytes = 0,
            Meta = Array.Empty<byte>(),
        };
        var bytes = new byte[header.Bytes];
        header.Write(bytes);
        Assert.False(CheckpointHeader.TryRead(bytes, out _));
    }

    // A leaf with three items.
    private static (CheckpointHeader Header, byte[] Pages) OfSmallValues() => Read(static tree =>
    {
        for (byte i = 0; i < 3; i++)
            tree.Put([10, i], [1, 2, 3, i], new(1));
    });

    // A leaf, and three overflow pages.
    private static (CheckpointHeader Header, byte[] Pages) OfLargeValue() => Read(static tree => tree.Put([1], new byte[20_000], new(1)));

    private static (CheckpointHeader Header, byte[] Pages) Read(Action<BTree> fill)
    {
        using var world = new TreeWorld(new MemoryDisk());
        fill(world.Tree);
        world.Checkpoint();
        using var snapshot = world.Tree.OpenSnapshot();
        var reader = snapshot.OpenReader();
        return (reader.ReadHeader(), reader.ReadChunk(CheckpointPosition.Start, CheckpointChunk.BytesMax)!.Pages.ToArray());
    }

    private static void AssertRefused(Forge forge)
    {
        var (header, pages) = OfSmallValues();
        forge(pages);
        AssertRefused(header, pages);
    }

    private static void AssertNotInstalled(Forge forge)
    {
        var (header, pages) = OfSmallValues();
        forge(pages);
        AssertNotInstalled(header, pages);
    }

    private static void AssertRefused(CheckpointHeader header, byte[] pages)
    {
        using var writer = Begin(header, pages, new MemoryDisk());
        Assert.Equal(ChunkOutcome.Wrong, Write(writer, pages));
        Assert.Equal(CheckpointPosition.Start, writer.Position);
    }

    private static void AssertNotInstalled(CheckpointHeader header, byte[] pages)
    {
        var disk = new MemoryDisk();
        using var writer = Begin(header, pages, disk);
        Assert.Equal(ChunkOutcome.Written, Write(writer, pages));
        Assert.True(writer.IsWhole);
        Assert.Throws<PageCorruptException>(() => SnapshotWorld.Install(writer));
        Assert.False(disk.Exists(SnapshotWorld.TreeName));
    }

    // The forged root is sealed again, and the header names it.
    private static CheckpointWriter Begin(CheckpointHeader header, byte[] pages, MemoryDisk disk)
    {
        var checksum = PageLayout.Seal(pages.AsSpan(0, PageLayout.PageBytes));
        var forged = new CheckpointHeader(header.Root with { Reference = new PageRef(header.Root.Reference.Page, checksum) }, header.EndPage)
        {
            Sequence = header.Sequence,
            Slot = header.Slot,
            PageCount = header.PageCount,
            ItemCount = header.ItemCount,
            ContentBytes = header.ContentBytes,
            Meta = header.Meta,
        };
        return CheckpointWriter.Create(disk, SnapshotWorld.TreeName, SnapshotWorld.Travelled(forged));
    }

    private static ChunkOutcome Write(CheckpointWriter writer, byte[] pages)
    {
        var next = WalkOver(writer.Header, pages);
        return writer.Write(SnapshotWorld.Travelled(CheckpointChunk.Of(CheckpointPosition.Start, next, pages)));
    }

    // As far as the pages can be walked.
    private static CheckpointPosition WalkOver(CheckpointHeader header, byte[] pages)
    {
        var walk = new PageWalk(header);
        for (var at = 0; at < pages.Length && walk.Pass(pages.AsSpan(at, PageLayout.PageBytes)) is null; at += PageLayout.PageBytes)
        {
        }
        return walk.Position;
    }
}
