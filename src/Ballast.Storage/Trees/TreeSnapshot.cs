using Ballast.Foundation.Identity;
using Ballast.Storage.Snapshots;

namespace Ballast.Storage.Trees;

/// <summary>The content at a checkpoint, kept while the tree moves on.</summary>
/// <remarks>
/// It costs nothing until pages that it refers to are left by the tree; those wait for it, up to
/// <see cref="TreeOptions.SnapshotBytesMax"/>, beyond which the oldest snapshot is revoked. It lives on its tree's executor;
/// only its readers (<see cref="OpenReader"/>) and <see cref="IsLost"/> may be used on another.
/// </remarks>
public sealed class TreeSnapshot : IDisposable
{
    private readonly BTree _tree;
    private readonly Superblock _superblock;
    private volatile bool _isLost;

    internal TreeSnapshot(BTree tree, Superblock superblock) => (_tree, _superblock) = (tree, superblock);

    public ulong Sequence => _superblock.Sequence;

    /// <summary>The applied slot of its checkpoint.</summary>
    public Slot Slot => _superblock.AppliedSlot;

    /// <summary>The owner's bytes of its checkpoint.</summary>
    public ReadOnlyMemory<byte> Meta => _superblock.Meta;

    public long ItemCount => _superblock.ItemCount;

    /// <summary>Revoked or disposed: its cursors and readers throw <see cref="SnapshotLostException"/>. Set before any of its pages may be used again.</summary>
    public bool IsLost => _isLost;

    internal TreeRoot Root => _superblock.Root;

    /// <summary>A cursor over the snapshot; changes of the tree do not disturb it.</summary>
    public TreeCursor OpenCursor() => new(_tree, this);

    /// <summary>A reader of the checkpoint's pages, for an executor that may block. It is good until the snapshot is lost.</summary>
    public CheckpointReader OpenReader() => new(this, _superblock, _tree.Pages.File);

    /// <summary>Lets go of the pages, also when somebody still reads them: who has held them too long loses them.</summary>
    public void Dispose()
    {
        if (_isLost)
            return;
        _isLost = true;
        _tree.Forget(this);
    }

    internal void Revoke() => _isLost = true;
}
