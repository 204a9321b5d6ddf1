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

    /// <summary>Unwritten pages of one tree at which a checkpoint begins.</summary>
    public long CheckpointBytes { get; init; } = 256L << 20;

    /// <summary>Unwritten pages of one tree at which writes wait, and new ones are refused, until a checkpoint ends.</summary>
    public long DirtyBytesMax { get; init; } = 768L << 20;

    /// <summary>More than any one record can dirty: an item of 400 KB with its entries in five indexes, each at its own place.</summary>
    public long DirtyBytesOfRecordMax { get; init; } = 2L << 20;

    /// <summary>Log that one partition may hold back from trimming before it is checkpointed.</summary>
    public long LogHeldBytesMax { get; init; } = 128L << 20;
}
