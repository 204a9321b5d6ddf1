using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Simulation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>No flipped bit, lost write or misdirected write is ever served.</summary>
public sealed class TreeCorruptionTests(ITestOutputHelper output)
{
    // Small enough to flip every byte of it, with every kind of page: two levels, a long key, a large value.
    private static SimulatedDisk SmallDisk(out SortedDictionary<byte[], byte[]> content)
    {
        var disk = new SimulatedDisk(new Chance(1));
        using var world = new TreeWorld(disk);
        for (byte i = 0; i < 10; i++)
            world.Put([i], new byte[900 + i]);
        world.Put(Enumerable.Repeat((byte)7, 2000).ToArray(), [1, 2, 3]);
        world.Put([200], new byte[9000]);
        world.Checkpoint();
        content = world.Model;
        return disk;
    }

    private static BTree Open(SimulatedDisk disk) =>
        BTree.Open(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());

    [Fact]
    public void Every_flipped_byte_of_every_page_in_use_is_found()
    {
        var disk = SmallDisk(out var content);
        var pages = PagesInUse(disk);
        Assert.Contains(PageType.Leaf, pages.Values);
        Assert.Contains(PageType.Internal, pages.Values);
        Assert.Contains(PageType.Overflow, pages.Values);
        Assert.Contains(PageType.Bitmap, pages.Values);
        var chance = new Chance(2);
        var flips = 0;
        foreach (var (page, type) in pages)
        {
            for (var at = 0; at < PageLayout.PageBytes; at++, flips++)
            {
                var offset = page * PageLayout.PageBytes + at;
                var mask = (byte)(1 << chance.NextInt32(8));
                disk.FlipBits(TreeWorld.FileName, offset, mask);
                if (type == PageType.Superblock)
                    AssertOtherCopyServes(disk, content);
                else
                    Assert.Throws<PageCorruptException>(() => ReadAll(disk, content));
                disk.FlipBits(TreeWorld.FileName, offset, mask);
            }
        }
        output.WriteLine($"{flips} flips in {pages.Count} pages");
        ReadAll(disk, content);
    }

    // Flips that a page's own checksum would find anyway are also found when only some item is read.
    [Fact]
    public void A_read_of_one_item_through_a_flipped_page_throws_and_names_it()
    {
        var disk = SmallDisk(out _);
        var overflow = PagesInUse(disk).First(static page => page.Value == PageType.Overflow).Key;
        disk.FlipBits(TreeWorld.FileName, overflow * PageLayout.PageBytes + 100, 1);
        using var tree = Open(disk);
        using var large = new ByteBuffer();
        Assert.True(tree.TryGet([3], large, out _));
        var failed = 0;
        byte[][] keys = [[200], Enumerable.Repeat((byte)7, 2000).ToArray()];
        foreach (var key in keys)
        {
            try
            {
                tree.TryGet(key, large, out _);
            }
            catch (PageCorruptException e)
            {
                Assert.Equal((uint)overflow, e.Page);
                Assert.Equal(TreeWorld.FileName, e.FileName);
                failed++;
            }
        }
        Assert.Equal(1, failed);
    }

    private static void AssertOtherCopyServes(SimulatedDisk disk, SortedDictionary<byte[], byte[]> content)
    {
        using var tree = Open(disk);
        Assert.True(tree.HasOneSuperblock);
        Assert.Equal(content.Count, tree.ItemCount);
        Assert.Equal(12UL, tree.CheckpointSlot.Value);
    }

    [Fact]
    public void With_both_superblocks_flipped_nothing_opens()
    {
        var disk = SmallDisk(out _);
        disk.FlipBits(TreeWorld.FileName, 4000, 4);
        disk.FlipBits(TreeWorld.FileName, PageLayout.PageBytes + 77, 8);
        Assert.Throws<TreeCorruptException>(() => Open(disk).Dispose());
    }

    [Fact]
    public void A_superblock_that_rots_is_mended_by_the_next_checkpoint()
    {
        var disk = SmallDisk(out _);
        for (uint copy = 0; copy < 2; copy++)
        {
            disk.FlipBits(TreeWorld.FileName, copy * PageLayout.PageBytes + 500, 4);
            using var tree = Open(disk);
            Assert.True(tree.HasOneSuperblock);
            Checkpoint(tree, 100 + copy);
            using var again = Open(disk);
            Assert.False(again.HasOneSuperblock);
            Assert.Equal(100UL + copy, again.CheckpointSlot.Value);
        }
    }

    [Fact]
    public void A_file_of_a_newer_release_is_refused_with_its_version()
    {
        var disk = SmallDisk(out _);
        using (var file = disk.Open(TreeWorld.FileName))
        {
            var page = new byte[PageLayout.PageBytes];
            file.Read(0, page);
            page[5] = PageLayout.FormatVersion + 1;
            BitConverter.TryWriteBytes(page, Foundation.Checksums.Crc32C.Compute(page.AsSpan(4)));
            file.Write(0, page);
        }
        var refused = Assert.Throws<NewerFormatException>(() => Open(disk).Dispose());
        Assert.Equal(2u, refused.Version);
        Assert.Equal(TreeWorld.FileName, refused.FileName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_write_that_is_lost_or_lands_elsewhere_is_found(bool misdirected)
    {
        var struck = 0;
        for (var seed = 1UL; seed <= 80; seed++)
        {
            output.WriteLine($"seed {seed}");
            struck += LoseOneWrite(seed, misdirected) ? 1 : 0;
        }
        output.WriteLine($"{struck} writes lost, all found");
        Assert.True(struck > 40);
    }

    // True when the fault struck; it must then have been found, by the checkpoint itself or by the next reader.
    private static bool LoseOneWrite(ulong seed, bool misdirected)
    {
        var chance = new Chance(seed);
        var disk = new SimulatedDisk(chance.Fork());
        using var world = new TreeWorld(disk, options: new TreeOptions { StepBytesMax = PageLayout.PageBytes });
        var items = new TreeItems(chance, 400);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 100; i++)
                world.Put(items.Key(), items.Value());
            if (round < 2)
                world.Checkpoint();
        }
        var job = world.Tree.BeginCheckpoint([], world.Slot);
        var at = chance.NextInt32(16);
        for (var step = 0; job.Step(); step++)
        {
            if (step != at)
                continue;
            if (misdirected)
                disk.MisdirectNextWrite((1 + chance.NextInt32(6)) * PageLayout.PageBytes);
            else
                disk.LoseNextWrite();
        }
        disk.LiftFaults();
        var outcome = world.Finish(job);
        if (disk.FaultsStruckCount == 0)
            return false;
        if (outcome == CheckpointOutcome.Durable)
            Assert.ThrowsAny<IOException>(() => ReadAll(disk, world.Model));
        return true;
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void A_superblock_write_that_goes_astray_fails_the_checkpoint_and_the_next_one_mends_it(int copy, bool misdirected)
    {
        var disk = new SimulatedDisk(new Chance(9));
        using var world = new TreeWorld(disk);
        world.Put([1], [1]);
        world.Checkpoint();
        world.Put([2], [2]);
        var job = world.Tree.BeginCheckpoint([], world.Slot);
        disk.Observer = operation =>
        {
            if (operation.Kind != DiskOperationKind.Write || operation.Offset != copy * PageLayout.PageBytes)
                return;
            if (misdirected)
                disk.MisdirectNextWrite(copy == 0 ? PageLayout.PageBytes : -PageLayout.PageBytes);
            else
                disk.LoseNextWrite();
        };
        Assert.Equal(CheckpointOutcome.Failed, world.Finish(job));
        disk.Observer = null;
        Assert.Equal(1, disk.FaultsStruckCount);
        using (var survivor = Open(disk.Survivor(new Chance(1))))
            Assert.InRange(survivor.ItemCount, 1, 2);
        world.Checkpoint();
        world.Reopen();
        Assert.False(world.Tree.HasOneSuperblock);
        world.AssertEqual();
    }

    // Everything that a replica and its scrub would read; what comes back is right or an exception.
    private static void ReadAll(SimulatedDisk disk, SortedDictionary<byte[], byte[]> content)
    {
        using var tree = Open(disk);
        TreeWorld.AssertContent(tree, content);
        if (!tree.HasOneSuperblock)
            tree.Verify();
    }

    private static void Checkpoint(BTree tree, ulong slot)
    {
        var job = tree.BeginCheckpoint([], new Slot(slot));
        while (job.Step())
        {
        }
        while (tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
        {
        }
    }

    // A page is in use when flipping it is noticed, so this asks the file for its types and the bitmap for its word.
    private static SortedDictionary<long, PageType> PagesInUse(SimulatedDisk disk)
    {
        using var file = disk.Open(TreeWorld.FileName);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        var bitmapAt = Enumerable.Range(2, bytes.Length / PageLayout.PageBytes - 2)
            .Last(page => bytes[page * PageLayout.PageBytes + 4] == (byte)PageType.Bitmap && IsUsedBy(bytes, page));
        var pages = new SortedDictionary<long, PageType>();
        for (var page = 0; page < bytes.Length / PageLayout.PageBytes; page++)
            if ((bytes[bitmapAt * PageLayout.PageBytes + PageLayout.HeaderBytes + page / 8] >> (page % 8) & 1) != 0)
                pages[page] = (PageType)bytes[page * PageLayout.PageBytes + 4];
        return pages;
    }

    // The first bitmap reference of superblock 0; see docs/formats/tree.md.
    private static bool IsUsedBy(byte[] bytes, int page) => BitConverter.ToInt32(bytes, 1112) == page;
}
