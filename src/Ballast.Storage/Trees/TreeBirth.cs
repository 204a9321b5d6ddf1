using System.Runtime.ExceptionServices;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>How a tree comes to be: made new, or opened from its file.</summary>
internal static class TreeBirth
{
    // Renamed to its name when it is whole. A crash before that leaves this file, which the next creation deletes.
    private const string UnfinishedSuffix = ".new";

    public static BTree Create(IDisk disk, string fileName, PageCache cache, TreeOptions options)
    {
        if (disk.Exists(fileName))
            throw new IOException($"A file {fileName} exists.");
        var unfinished = fileName + UnfinishedSuffix;
        if (disk.Exists(unfinished))
            disk.Delete(unfinished);
        try
        {
            using var tree = new BTree(new PageFile(disk.Create(unfinished)), new PageSpace(), cache, options);
            WriteFirst(tree);
        }
        catch (DiskFullException)
        {
            disk.Delete(unfinished);
            disk.SyncNames();
            throw;
        }
        disk.Rename(unfinished, fileName);
        disk.SyncNames();
        return Open(disk, fileName, cache, options);
    }

    public static BTree Open(IDisk disk, string fileName, PageCache cache, TreeOptions options)
    {
        var file = new PageFile(disk.Open(fileName)) { IgnoresChecksums = options.IgnoresChecksums };
        try
        {
            var (newest, goodCopy, bothGood) = Superblock.ReadNewest(file);
            if (!bothGood)
                Superblock.Rewrite(file, newest, goodCopy);
            var space = new PageSpace();
            LoadSpace(file, newest, space);
            var tree = new BTree(file, space, cache, options);
            tree.Adopt(newest, goodCopy, bothGood);
            return tree;
        }
        catch (Exception)
        {
            file.File.Dispose();
            throw;
        }
    }

    private static void WriteFirst(BTree tree)
    {
        for (uint copy = 0; copy < Superblock.Copies; copy++)
            tree.Pages.Space.Mark(copy);
        var root = new TreeRoot(new PageRef(tree.Pages.Allocate(PageType.Leaf, level: 0, slot: 0), 0), 0);
        tree.Adopt(Nothing(root), goodCopy: 1, bothGood: false);
        var job = tree.BeginCheckpoint([], Slot.BeforeLog);
        while (job.Step())
        {
        }
        if (job.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        while (tree.CompleteCheckpoint(job) == CheckpointOutcome.More)
        {
        }
    }

    private static Superblock Nothing(TreeRoot root) => new()
    {
        Sequence = 0,
        AppliedSlot = Slot.BeforeLog,
        Root = root,
        PageCount = 0,
        ItemCount = 0,
        ContentBytes = 0,
        Meta = [],
        Bitmap = [],
    };

    private static void LoadSpace(PageFile file, Superblock newest, PageSpace space)
    {
        var page = new byte[PageLayout.PageBytes];
        for (var i = 0; i < newest.Bitmap.Length; i++)
        {
            file.Read(newest.Bitmap[i], PageType.Bitmap, level: 0, page);
            space.Load(i * PageSpace.PagesPerBitmapPage, page.AsSpan(PageLayout.HeaderBytes));
        }
    }
}
