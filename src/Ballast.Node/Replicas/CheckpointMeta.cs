using System.Buffers.Binary;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Node.Records;
using Ballast.Replication.Groups;
using Ballast.Storage;
using Ballast.Storage.Log;

namespace Ballast.Node.Replicas;

/// <summary>What a member of a group must not forget, as of a checkpoint: what its log no longer says.</summary>
/// <param name="Origin">Of the value at the checkpoint's slot.</param>
/// <param name="Promised">The highest ballot that it has promised.</param>
/// <param name="Incarnation">The member's.</param>
/// <param name="Config">In force behind the checkpoint's slot.</param>
internal sealed record MemberMemory(Ballot Origin, Ballot Promised, ulong Incarnation, GroupConfig Config)
{
    /// <summary>Of a tree that was written when groups had one member; <paramref name="slot"/> is its checkpoint's.</summary>
    public static MemberMemory OfOne(NodeId node, Slot slot)
    {
        var only = new Ballot(1, node);
        return new MemberMemory(slot == Slot.BeforeLog ? default : only, only, 1, ConfigFormat.OfOne(node));
    }
}

/// <summary>What a replica saves with each checkpoint: its counts, its member's memory, and how far the node's log was durable when the checkpoint began.</summary>
/// <param name="LogReach">Of this node's log; none is known in a tree that came from another.</param>
/// <param name="Memory">Null where an earlier release wrote it.</param>
internal sealed record CheckpointMeta(LogPosition LogReach, MemberMemory? Memory)
{
    //  0         1         113         121      129        137           145
    //  +---------+---------+-----------+--------+----------+-------------+--------+
    //  | version | counts  | log reach | origin | promised | incarnation | config |   little-endian
    //  +---------+---------+-----------+--------+----------+-------------+--------+
    // Version 1 ends before the reach, version 2 behind it.
    public const int BytesMax = ConfigAt + ConfigFormat.BytesMax;
    private const byte FormatVersion = 3, WithoutMember = 2, WithoutReach = 1;
    private const int CountsAt = 1, ReachAt = CountsAt + PartitionStatistics.EncodedBytes, OriginAt = ReachAt + sizeof(long), PromisedAt = OriginAt + 8,
        IncarnationAt = PromisedAt + 8, ConfigAt = IncarnationAt + 8;

    /// <summary>Gives the length of what it wrote.</summary>
    public static int Write(Span<byte> target, PartitionStatistics statistics, LogPosition logReach, MemberMemory memory)
    {
        target[0] = FormatVersion;
        statistics.Write(target[CountsAt..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[ReachAt..], logReach.Value);
        MemberRecord.Write(target[OriginAt..], memory.Origin);
        MemberRecord.Write(target[PromisedAt..], memory.Promised);
        BinaryPrimitives.WriteUInt64LittleEndian(target[IncarnationAt..], memory.Incarnation);
        return ConfigAt + ConfigFormat.Write(target[ConfigAt..], memory.Config);
    }

    /// <summary>Fills in the counts; nothing at all stands in a tree that has no checkpoint yet.</summary>
    /// <exception cref="NewerFormatException">A newer release wrote it.</exception>
    public static CheckpointMeta Read(ReadOnlySpan<byte> source, string fileName, PartitionStatistics statistics)
    {
        if (source.IsEmpty)
            return new CheckpointMeta(LogPosition.BeforeLog, null);
        if (source[0] > FormatVersion)
            throw new NewerFormatException(fileName, source[0], FormatVersion);
        statistics.Read(source[CountsAt..]);
        if (source[0] == WithoutReach)
            return new CheckpointMeta(LogPosition.BeforeLog, null);
        var reach = new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(source[ReachAt..]));
        if (source[0] == WithoutMember)
            return new CheckpointMeta(reach, null);
        var config = ConfigFormat.Read(source[ConfigAt..], out var length);
        Invariant.Holds(source.Length == ConfigAt + length);
        return new CheckpointMeta(reach, new MemberMemory(
            MemberRecord.ReadBallot(source[OriginAt..]), MemberRecord.ReadBallot(source[PromisedAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[IncarnationAt..]), config));
    }
}
