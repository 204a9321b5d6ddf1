using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Storage;
using Ballast.Storage.Log;

namespace Ballast.Node.Replicas;

/// <summary>What a replica saves with each checkpoint: its counts, and how far the node's log was durable when the checkpoint began.</summary>
internal static class CheckpointMeta
{
    //  0         1         113         121
    //  +---------+---------+-----------+
    //  | version | counts  | log reach |   little-endian; version 1 ends before the reach
    //  +---------+---------+-----------+
    public const int EncodedBytes = ReachAt + sizeof(long);
    private const byte FormatVersion = 2, WithoutReach = 1;
    private const int CountsAt = 1, ReachAt = CountsAt + PartitionStatistics.EncodedBytes;

    public static void Write(Span<byte> target, PartitionStatistics statistics, LogPosition logReach)
    {
        target[0] = FormatVersion;
        statistics.Write(target[CountsAt..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[ReachAt..], logReach.Value);
    }

    /// <summary>Fills in the counts and gives the reach; nothing at all stands in a tree that has no checkpoint yet.</summary>
    /// <exception cref="NewerFormatException">A newer release wrote it.</exception>
    public static LogPosition Read(ReadOnlySpan<byte> source, string fileName, PartitionStatistics statistics)
    {
        if (source.IsEmpty)
            return LogPosition.BeforeLog;
        if (source[0] > FormatVersion)
            throw new NewerFormatException(fileName, source[0], FormatVersion);
        var hasReach = source[0] > WithoutReach;
        Invariant.Holds(source.Length == (hasReach ? EncodedBytes : ReachAt));
        statistics.Read(source[CountsAt..]);
        return hasReach ? new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(source[ReachAt..])) : LogPosition.BeforeLog;
    }
}
