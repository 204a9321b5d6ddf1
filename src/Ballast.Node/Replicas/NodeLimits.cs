using Ballast.Replication.Members;

namespace Ballast.Node.Replicas;

/// <summary>Bounds of one storage node. An operator may tighten them; tests do, to reach them.</summary>
public sealed record NodeLimits
{
    /// <summary>10 GB: what one item collection may hold in a table with local indexes, items and entries together.</summary>
    public long CollectionBytesMax { get; init; } = 10L << 30;

    /// <summary>Writes of one partition between proposal and apply.</summary>
    public int ProposedWritesMax { get; init; } = 8192;

    /// <summary>Bytes of those writes.</summary>
    public long ProposedBytesMax { get; init; } = 64L << 20;

    /// <summary>Unwritten pages of one tree at which a checkpoint begins; while it runs, so many more come without waiting for it.</summary>
    public long CheckpointBytes { get; init; } = 256L << 20;

    /// <summary>Unwritten pages of one tree at which durable records wait for a checkpoint before they are applied.</summary>
    public long DirtyBytesMax { get; init; } = 1024L << 20;

    /// <summary>What a checkpoint that is being lent may keep from reuse, in bytes of its tree's file, before the lender takes it back.</summary>
    public long SnapshotBytesMax { get; init; } = 1L << 30;

    /// <summary>Writes of one partition that wait for the disk; more are refused.</summary>
    public int WaitingWritesMax { get; init; } = 8192;

    /// <summary>Entries of one partition that its members keep in memory for peers that are behind; who needs older ones gets a copy of the tree.</summary>
    public long KeptEntryBytesMax { get; init; } = 8L << 20;

    /// <summary>Entries of one partition in memory at which a member takes no more: its tree has fallen too far behind its log.</summary>
    public long UnappliedBytesMax { get; init; } = 256L << 20;

    /// <summary>Bounds of each member of a group.</summary>
    public MemberLimits Member { get; init; } = new();

    /// <summary>Members that a group wants, as far as there are nodes.</summary>
    public int CopiesMax { get; init; } = 3;

    /// <summary>A member that was silent for so long is replaced, where there is a node for its place.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromMilliseconds(1000);

    /// <summary>A node whose log has something waiting for its sync for longer is stalled: it leads nothing until that is over.</summary>
    public TimeSpan StallMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a node tells each peer which of their groups rest, so that a member which is gone without a word is missed.</summary>
    public TimeSpan RestRollPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An eventually consistent read is answered by a follower that has heard its leader within this.</summary>
    public TimeSpan StalenessMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a write waits for the disk before it is refused, or for its group to decide on it.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>More than any one record can dirty: an item of 400 KB with its entries in five indexes, each at its own place.</summary>
    public long DirtyBytesOfRecordMax { get; init; } = 2L << 20;

    /// <summary>Log that one partition may hold back from trimming before it is checkpointed.</summary>
    public long LogHeldBytesMax { get; init; } = 256L << 20;

    /// <summary>
    /// Bounds that go with a cache, half of which may be unwritten: at the disk's own speed a checkpoint writes twice
    /// <see cref="CheckpointBytes"/> while as much is written anew.
    /// </summary>
    public static NodeLimits ForCache(long cacheBytes) => new() { CheckpointBytes = cacheBytes / 8, DirtyBytesMax = cacheBytes / 16 * 7 };
}
