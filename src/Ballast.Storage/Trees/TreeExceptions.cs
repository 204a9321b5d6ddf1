using Ballast.Storage.Pages;

namespace Ballast.Storage.Trees;

/// <summary>No superblock of the file can be trusted: nothing of the tree is reachable, and the replica must heal from its peers.</summary>
public sealed class TreeCorruptException(string fileName, string reason) : IOException($"The tree {fileName} is corrupt: {reason}.")
{
    public string FileName => fileName;
    public string Reason => reason;
}

/// <summary>A write was tried while <see cref="BTree.AtDirtyLimit"/> held. Nothing has changed; a checkpoint must complete first.</summary>
public sealed class DirtyLimitException(string fileName, long dirtyBytes)
    : IOException($"The tree {fileName} has {dirtyBytes} bytes that no checkpoint has written yet, which is its limit.")
{
    public long DirtyBytes => dirtyBytes;
}

/// <summary>The file has reached <see cref="PageSpace.PagesMax"/>. Nothing has changed.</summary>
public sealed class TreeFullException(string fileName) : IOException($"The tree {fileName} has reached the largest size of its format.");

/// <summary>
/// A change of the tree was cut short by a corrupt page or a failed read, so what is in memory may be half a change.
/// The file is whole: the tree is reopened at its last checkpoint.
/// </summary>
public sealed class TreeBrokenException(string fileName, Exception cause)
    : IOException($"The tree {fileName} stopped in the middle of a change and must be reopened.", cause);

/// <summary>The snapshot was revoked: it kept more bytes from reuse than <see cref="TreeOptions.SnapshotBytesMax"/>, its owner let go of it, or its tree was closed.</summary>
public sealed class SnapshotLostException(string fileName, ulong sequence)
    : IOException($"The snapshot of {fileName} at checkpoint {sequence} is no longer held.")
{
    public ulong Sequence => sequence;
}
