namespace Ballast.Storage.Trees;

/// <summary>The bounds of one tree. All are bytes.</summary>
public sealed record TreeOptions
{
    /// <summary>Above this much unwritten change <see cref="BTree.NeedsCheckpoint"/> holds.</summary>
    public long CheckpointBytes { get; init; } = 16L << 20;

    /// <summary>At this much unwritten change (being written included) <see cref="BTree.AtDirtyLimit"/> holds and writes are refused.</summary>
    public long DirtyBytesMax { get; init; } = 64L << 20;

    /// <summary>What snapshots may keep from reuse before the oldest is revoked.</summary>
    public long SnapshotBytesMax { get; init; } = 1L << 30;

    /// <summary>What one <see cref="CheckpointJob.Step"/> writes at most.</summary>
    public int StepBytesMax { get; init; } = 1 << 20;

    /// <summary>A checkpoint syncs its file after so many bytes, so that no giant write-back delays the log's sync.</summary>
    public int SyncEveryBytes { get; init; } = 4 << 20;

    /// <summary>A bug that tests plant: whatever is read is believed.</summary>
    internal bool IgnoresChecksums { get; init; }
}
