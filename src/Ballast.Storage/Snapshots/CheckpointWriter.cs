using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>What <see cref="CheckpointWriter.Write"/> did with a chunk.</summary>
public enum ChunkOutcome
{
    /// <summary>Its pages are written, and the writer waits for those behind it.</summary>
    Written = 0,

    /// <summary>It does not begin where the writer stands: it comes twice, or too early. Nothing has changed.</summary>
    OutOfPlace = 1,

    /// <summary>A page is not the one that its parent names: the sender has another checkpoint, or is broken. Nothing has changed.</summary>
    Wrong = 2,
}

/// <summary>Builds a tree file from the pages of another node's checkpoint, beside the file that it will replace.</summary>
/// <remarks>
/// Every page is proven by its parent's checksum, from the root in the header down, before it is written; what is on disk is always a part of the
/// checkpoint from its beginning on. So after a crash no notes are needed: the file is walked until the first page that is not good, and goes
/// on from there. Single-owner, on an executor that may block.
/// </remarks>
public sealed class CheckpointWriter : IDisposable
{
    // No giant write-back may delay the log's sync.
    private const int SyncEveryBytes = 4 << 20;

    private readonly IDisk _disk;
    private readonly string _treeName;
    private readonly PageFile _file;
    private readonly byte[] _page = new byte[PageLayout.PageBytes];
    private PageWalk _walk;
    private int _unsyncedBytes;
    private bool _isSpent;

    private CheckpointWriter(IDisk disk, string treeName, IDiskFile file, CheckpointHeader header, bool isRechecking)
    {
        (_disk, _treeName, _file, Header, IsRechecking) = (disk, treeName, new PageFile(file), header, isRechecking);
        _walk = new PageWalk(header);
    }

    public CheckpointHeader Header { get; }

    /// <summary>The pages before it are written: what to ask any sender of the same checkpoint for.</summary>
    public CheckpointPosition Position => _walk.Position;

    /// <summary>All pages are written, and <see cref="BeginInstallation(ReadOnlySpan{byte})"/> may follow.</summary>
    public bool IsWhole => !IsRechecking && _walk.IsAtEnd;

    /// <summary>The file is one that a crash has left, and <see cref="Recheck"/> has not yet found how much of it is good.</summary>
    public bool IsRechecking { get; private set; }

    /// <summary>Begins with nothing; deletes what an earlier writer of this tree has left.</summary>
    /// <exception cref="DiskFullException">No room; nothing is left behind.</exception>
    public static CheckpointWriter Create(IDisk disk, string treeName, CheckpointHeader header)
    {
        var name = IncomingFile.NameOf(treeName);
        Remove(disk, name);
        var file = disk.Create(name);
        try
        {
            IncomingFile.WriteFirstPage(file, header);
            file.Sync();
            disk.SyncNames();
            return new CheckpointWriter(disk, treeName, file, header, isRechecking: false);
        }
        catch (IOException)
        {
            file.Dispose();
            Remove(disk, name);
            throw;
        }
    }

    /// <summary>Goes on with what a writer before the restart has left, after <see cref="Recheck"/>; null where there is nothing to go on with.</summary>
    public static CheckpointWriter? TryReopen(IDisk disk, string treeName)
    {
        var name = IncomingFile.NameOf(treeName);
        if (!disk.Exists(name))
            return null;
        var file = disk.Open(name);
        CheckpointWriter? writer = null;
        try
        {
            if (IncomingFile.TryReadHeader(file) is { } header)
                writer = new CheckpointWriter(disk, treeName, file, header, isRechecking: true);
            return writer;
        }
        finally
        {
            if (writer is null)
                file.Dispose();
        }
    }

    /// <summary>Deletes the files of all writers that have not come to their end, at a start; returns their names.</summary>
    public static IReadOnlyList<string> RemoveLeftovers(IDisk disk)
    {
        string[] leftovers = [.. disk.List().Where(IncomingFile.IsName)];
        foreach (var name in leftovers)
            disk.Delete(name);
        if (leftovers.Length > 0)
            disk.SyncNames();
        return leftovers;
    }

    /// <summary>Finds out how much of a reopened file is good, at most <paramref name="bytesMax"/> of it a call; false when that is known.</summary>
    /// <remarks>
    /// Good pages are written again: a sync that failed before the restart may have left them in the page cache alone, where no later sync
    /// would take them from.
    /// </remarks>
    public bool Recheck(int bytesMax)
    {
        Invariant.Holds(!_isSpent);
        for (var bytes = 0; IsRechecking && bytes < bytesMax; bytes += PageLayout.PageBytes)
            IsRechecking = !_walk.IsAtEnd && TryRecheckNext();
        return IsRechecking;
    }

    /// <summary>Proves the pages of a chunk and writes them.</summary>
    /// <exception cref="DiskFullException">No room; the writer stands where it stood, and the chunk may come again.</exception>
    /// <exception cref="IOException">A write or a sync failed; after a sync that did, the writer is good for <see cref="Discard"/> only.</exception>
    public ChunkOutcome Write(CheckpointChunk chunk)
    {
        Invariant.Holds(!_isSpent && !IsRechecking);
        if (!chunk.From.Equals(Position))
            return ChunkOutcome.OutOfPlace;
        var walk = _walk.Clone();
        if (!IsProven(chunk, walk))
            return ChunkOutcome.Wrong;
        for (var at = 0; at < chunk.PageCount;)
            at += WriteRun(chunk, at);
        _walk = walk;
        if (_unsyncedBytes >= SyncEveryBytes)
            Sync();
        return ChunkOutcome.Written;
    }

    /// <summary>Begins to make the file the tree, with the owner's bytes of the checkpoint.</summary>
    public CheckpointInstallation BeginInstallation() => BeginInstallation(Header.Meta.Span);

    /// <summary>Begins to make the file the tree, with other bytes of the owner: the receiver's. The writer is spent thereby.</summary>
    /// <param name="meta">At most <see cref="BTree.MetaBytesMax"/> bytes.</param>
    public CheckpointInstallation BeginInstallation(ReadOnlySpan<byte> meta)
    {
        Invariant.Holds(!_isSpent && IsWhole && meta.Length <= BTree.MetaBytesMax);
        _isSpent = true;
        return new CheckpointInstallation(_disk, _file, _treeName, Header, Position, meta.ToArray());
    }

    /// <summary>Gives up, at any time before the installation has ended: closes the file and deletes it.</summary>
    public void Discard()
    {
        Dispose();
        Remove(_disk, IncomingFile.NameOf(_treeName));
    }

    /// <summary>Closes the file and leaves it, for <see cref="TryReopen"/> or <see cref="RemoveLeftovers"/>.</summary>
    public void Dispose()
    {
        _isSpent = true;
        _file.File.Dispose();
    }

    private static void Remove(IDisk disk, string name)
    {
        if (!disk.Exists(name))
            return;
        disk.Delete(name);
        disk.SyncNames();
    }

    private bool IsProven(CheckpointChunk chunk, PageWalk walk)
    {
        for (var i = 0; i < chunk.PageCount; i++)
        {
            if (walk.IsAtEnd || walk.PagesBefore == Header.PageCount)
                return false;
            var expected = walk.Next;
            chunk.Page(i).CopyTo(_page);
            if (PageFile.Fault(_page.Length, _page, expected.Reference, expected.Type, expected.Level) is not null || walk.Pass(_page) is not null)
                return false;
        }
        return walk.Position.Equals(chunk.Next);
    }

    // Neighbours on disk go out in one write.
    private int WriteRun(CheckpointChunk chunk, int at)
    {
        var first = PageLayout.PageOf(chunk.Page(at));
        var count = 1;
        while (at + count < chunk.PageCount && PageLayout.PageOf(chunk.Page(at + count)) == first + count)
            count++;
        var bytes = count * PageLayout.PageBytes;
        _file.File.Write(PageFile.OffsetOf(first), chunk.Pages.Span.Slice(at * PageLayout.PageBytes, bytes));
        _unsyncedBytes += bytes;
        return count;
    }

    private bool TryRecheckNext()
    {
        var expected = _walk.Next;
        try
        {
            _file.Read(expected.Reference, expected.Type, expected.Level, _page);
        }
        catch (PageCorruptException)
        {
            // It never came, or came in part: from here on the pages are asked for again.
            return false;
        }
        if (_walk.Pass(_page) is not null)
            return false;
        _file.File.Write(PageFile.OffsetOf(expected.Reference.Page), _page);
        _unsyncedBytes += _page.Length;
        if (_unsyncedBytes >= SyncEveryBytes)
            Sync();
        return !_walk.IsAtEnd;
    }

    // Nothing that was written since the last good sync can be trusted after a failed one.
    private void Sync()
    {
        try
        {
            _file.File.Sync();
        }
        catch (IOException)
        {
            _isSpent = true;
            throw;
        }
        _unsyncedBytes = 0;
    }
}
