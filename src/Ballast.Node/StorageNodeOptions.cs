using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Storage.Log;

namespace Ballast.Node;

/// <summary>What a storage node is built from.</summary>
public sealed record StorageNodeOptions
{
    public required NodeId Node { get; init; }

    /// <summary>Where it stands: no group has two voters in one zone.</summary>
    public required ZoneId Zone { get; init; }

    /// <summary>The cluster that the node belongs to; null where its directory says it, or a new one begins.</summary>
    public Guid? Cluster { get; init; }

    /// <summary>All nodes that it talks to, itself left out. Groups heal with them.</summary>
    public IReadOnlyList<NodePlace> Peers { get; init; } = [];

    public LeaseTerms Lease { get; init; } = new(TimeSpan.FromMilliseconds(1000), DriftPpmMax: 1000);

    /// <summary>How often the node asks its peers for their promises, and looks after its groups.</summary>
    public TimeSpan BeatPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Executors for replicas; one per core is right.</summary>
    public required int ExecutorCount { get; init; }

    /// <summary>Bytes of pages that all trees of the node keep in memory.</summary>
    public required long CacheBytes { get; init; }

    /// <summary>As many trimmed segments are kept as replicas hold back, so that in the long run no segment is made anew.</summary>
    public LogOptions Log { get; init; } = new() { RecycledSegmentsMax = 8 };
    public NodeLimits Limits { get; init; } = new();

    /// <summary>A bug that a test has planted, to see whether it is found.</summary>
    internal PlantedBug Planted { get; init; }
}

/// <summary>Counts of one partition.</summary>
/// <param name="Items">Items.</param>
/// <param name="Bytes">Their bytes as the service counts them.</param>
/// <param name="IndexEntries">Entries of each local index, by ordinal.</param>
/// <param name="IndexBytes">Their bytes.</param>
public sealed record PartitionFigures(long Items, long Bytes, IReadOnlyList<long> IndexEntries, IReadOnlyList<long> IndexBytes)
{
    internal static PartitionFigures Of(PartitionStatistics statistics) =>
        new(statistics.Items, statistics.Bytes, [.. statistics.IndexEntries], [.. statistics.IndexBytes]);
}
