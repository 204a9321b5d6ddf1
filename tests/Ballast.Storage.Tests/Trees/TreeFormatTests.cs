using System.Runtime.CompilerServices;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Tests.Trees;

/// <summary>Bytes that an earlier release wrote must open in this one; docs/formats/tree.md describes them.</summary>
public sealed class TreeFormatTests
{
    private const string FixtureName = "tree-v1.bin";

    // Every kind of page: a leaf, an internal page with a long separator, overflow pages of keys and of a value, the bitmap.
    private static SortedDictionary<byte[], byte[]> Content()
    {
        var content = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        for (byte i = 0; i < 12; i++)
            content[[0xA0, i]] = Enumerable.Repeat(i, 900).ToArray();
        for (byte i = 0; i < 2; i++)
            content[[.. Enumerable.Repeat((byte)0xB0, 1500), i]] = Enumerable.Repeat(i, 1200).ToArray();
        content[[0xC0]] = Enumerable.Range(0, 9000).Select(static i => (byte)(i % 251)).ToArray();
        content[[0xD0]] = [];
        return content;
    }

    [Fact]
    public void The_first_format_still_opens()
    {
        var disk = new MemoryDisk();
        using (var file = disk.Create(TreeWorld.FileName))
            file.Write(0, Fixture());
        using var tree = BTree.Open(disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
        Assert.Equal(1234UL, tree.CheckpointSlot.Value);
        Assert.Equal("meta of the owner"u8, tree.CheckpointMeta.Span);
        TreeWorld.AssertContent(tree, Content());
        tree.Verify();
    }

    [Fact]
    public void The_first_format_is_still_written()
    {
        using var disk = new WrittenDisk();
        Assert.Equal(Fixture(), disk.Bytes());
    }

    // A new version gets a file of its own: choose its name above, and run once with BALLAST_WRITE_FORMATS=1. What is checked in is never overwritten.
    private static byte[] Fixture([CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "Formats", FixtureName);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1")
        {
            using var disk = new WrittenDisk();
            File.WriteAllBytes(path, disk.Bytes());
        }
        return File.ReadAllBytes(path);
    }

    private sealed class WrittenDisk : IDisposable
    {
        private readonly MemoryDisk _disk = new();
        private readonly BTree _tree;

        public WrittenDisk()
        {
            _tree = BTree.Create(_disk, TreeWorld.FileName, new PageCache(PageCache.CapacityBytesMin), new TreeOptions());
            foreach (var (key, value) in Content())
                _tree.Put(key, value, new(1234));
            var job = _tree.BeginCheckpoint("meta of the owner"u8, new(1234));
            while (job.Step())
            {
            }
            while (_tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
            {
            }
        }

        // Without the zeros of the file's last extent.
        public byte[] Bytes()
        {
            using var file = _disk.Open(TreeWorld.FileName);
            var bytes = new byte[file.Length];
            file.Read(0, bytes);
            var pages = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) / PageLayout.PageBytes + 1;
            return bytes[..(pages * PageLayout.PageBytes)];
        }

        public void Dispose() => _tree.Dispose();
    }
}
