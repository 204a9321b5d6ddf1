using Ballast.Foundation.Identity;

namespace Ballast.Storage.Trees;

/// <summary>The content at a checkpoint, kept while the tree moves on.</summary>
/// <remarks>
/// It costs nothing until pages that it refers to are left by the tree; those wait for it, up to
/// <see cref="TreeOptions.SnapshotBytesMax"/>, beyond which the oldest snapshot is revoked. It lives on its tree's executor.
/// </remarks>
public sealed class TreeSnapshot : IDisposable
{
    private readonly BTree _tree;
    private readonly Superblock _superblock;

    internal TreeSnapshot(BTree tree, Superblock superblock) => (_tree, _superblock) = (tree, superblock);

    public ulong Sequence => _superblock.Sequence;

    /// <summary>The applied slot of its checkpoint.</summary>
    public Slot Slot => _superblock.AppliedSlot;

    /// <summary>The owner's bytes of its checkpoint.</summary>
    public ReadOnlyMemory<byte> Meta => _superblock.Meta;

    public long ItemCount => _superblock.ItemCount;

    /// <summary>Revoked or disposed: its cursors throw <see cref="SnapshotLostException"/>.</summary>
    public bool IsLost { get; private set; }

    internal TreeRoot Root => _superblock.Root;

    /// <summary>A cursor over the snapshot; changes of the tree do not disturb it.</summary>
    public TreeCursor OpenCursor() => new(_tree, this);

    public void Dispose()
    {
        if (IsLost)
            return;
        IsLost = true;
        _tree.Forget(this);
    }

    internal void Revoke() => IsLost = true;
}
