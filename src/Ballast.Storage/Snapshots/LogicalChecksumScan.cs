using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>The checksum of a snapshot's sorted content, a bounded part with each step, while the tree moves on.</summary>
/// <remarks>On the tree's executor, as its cursors are. Replicas whose checkpoints have the same slot have the same checksum.</remarks>
public sealed class LogicalChecksumScan(TreeSnapshot snapshot) : IDisposable
{
    private readonly TreeCursor _cursor = snapshot.OpenCursor();
    private bool _isStarted;

    /// <summary>The slot at which the content was so.</summary>
    public Foundation.Identity.Slot Slot => snapshot.Slot;

    /// <summary>The checksum of what was read so far; of everything when <see cref="Step"/> has returned false.</summary>
    public LogicalChecksum Checksum { get; private set; }

    /// <summary>Reads items until they have <paramref name="bytesMax"/> bytes, one at least; false when there are no more.</summary>
    /// <exception cref="SnapshotLostException">The snapshot was revoked or disposed.</exception>
    /// <exception cref="Pages.PageCorruptException">A page is not what was written.</exception>
    public bool Step(int bytesMax)
    {
        if (!_isStarted)
            _cursor.SeekFirst();
        _isStarted = true;
        for (var bytes = 0L; bytes < bytesMax && _cursor.IsValid; _cursor.Next())
        {
            // A long key stands in the cursor's buffer, so reading the value does not touch it; a short one stays in its guarded leaf.
            var key = _cursor.CurrentKey;
            var value = _cursor.CurrentValue;
            Checksum = Checksum.With(key, value);
            bytes += key.Length + value.Length;
        }
        return _cursor.IsValid;
    }

    public void Dispose() => _cursor.Dispose();
}
