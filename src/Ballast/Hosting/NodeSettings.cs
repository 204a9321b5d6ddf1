using Ballast.Configuration;
using Ballast.Foundation.Identity;
using Ballast.Node;
using Ballast.Node.Replicas;

namespace Ballast.Hosting;

/// <summary>What a storage node of this process is built from.</summary>
internal static class NodeSettings
{
    private const long CacheBytesMin = 96L << 20, CacheBytesMax = 8L << 30;
    private const int MemoryShare = 4;

    /// <param name="options">What the operator chose.</param>
    /// <param name="self">The node.</param>
    /// <param name="peers">All others of the cluster.</param>
    /// <param name="count">Nodes of this process, which share its memory.</param>
    /// <param name="cluster">Which one the node belongs to, where that is known.</param>
    public static StorageNodeOptions Of(ServerOptions options, NodePlace self, IEnumerable<NodePlace> peers, int count, Guid? cluster)
    {
        var cacheBytes = (options.CacheBytes
            ?? Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare, CacheBytesMin, CacheBytesMax)) / count;
        var onDisk = new StorageNodeOptions
        {
            Node = self.Node,
            Zone = self.Zone,
            Cluster = cluster,
            Peers = [.. peers],
            ExecutorCount = Environment.ProcessorCount,
            CacheBytes = cacheBytes,
            Limits = NodeLimits.ForCache(cacheBytes),
        };
        return options.InMemory ? InMemory(onDisk) : onDisk;
    }

    // Log and tree files take memory then, so both are kept short.
    private static StorageNodeOptions InMemory(StorageNodeOptions options) => options with
    {
        Log = options.Log with { RecycledSegmentsMax = 1 },
        Limits = options.Limits with { LogHeldBytesMax = 32L << 20, CheckpointBytes = Math.Min(options.Limits.CheckpointBytes, 32L << 20) },
    };
}
