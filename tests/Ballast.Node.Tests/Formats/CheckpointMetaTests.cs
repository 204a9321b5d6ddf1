using System.Runtime.CompilerServices;

using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Storage;
using Ballast.Storage.Log;

namespace Ballast.Node.Tests.Formats;

/// <summary>The bytes beside this file were written once. They must be read for ever, and the same input must be written as the newest of them.</summary>
public sealed class CheckpointMetaTests
{
    private const ulong Step = 0x0101010101;
    private const long Reach = 0x123456789A;
    private static readonly Ballot Origin = new(3, new NodeId(2)), Promised = new(5, new NodeId(3));

    private static readonly GroupConfig Config = new(9,
    [
        new GroupVoter(new NodeId(1), 1, MemberKind.Storage), new GroupVoter(new NodeId(2), 7, MemberKind.Storage), new GroupVoter(new NodeId(3), 9, MemberKind.Log),
    ]);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, Reach)]
    [InlineData(3, Reach)]
    public void Checked_in_bytes_are_read(int version, long reach)
    {
        var statistics = new PartitionStatistics();
        var meta = CheckpointMeta.Read(Stored(version), "t", statistics);
        Assert.Equal(new LogPosition(reach), meta.LogReach);
        Assert.Equal(version == 3, meta.Memory is { Promised: var promised, Origin: var origin, Incarnation: 7 } && promised == Promised && origin == Origin);
        Assert.Equal(((long)Step, (long)(2 * Step), 3 * Step, 4 * Step), (statistics.Items, statistics.Bytes, statistics.NewestTimestamp, statistics.NewestDeletion));
        for (var i = 0; i < statistics.IndexEntries.Length; i++)
            Assert.Equal(((long)Step * (5 + 2 * i), (long)Step * (6 + 2 * i)), (statistics.IndexEntries[i], statistics.IndexBytes[i]));
    }

    [Fact]
    public void What_is_written_today_is_what_was_checked_in()
    {
        var statistics = new PartitionStatistics();
        CheckpointMeta.Read(Stored(1), "t", statistics);
        var written = new byte[CheckpointMeta.BytesMax];
        var length = CheckpointMeta.Write(written, statistics, new LogPosition(Reach), new MemberMemory(Origin, Promised, 7, Config));
        Assert.Equal(Stored(3), written[..length]);
    }

    [Fact]
    public void A_newer_version_is_refused_by_name()
    {
        var newer = Stored(3);
        newer[0] = 4;
        Assert.Equal(4u, Assert.Throws<NewerFormatException>(() => CheckpointMeta.Read(newer, "t", new PartitionStatistics())).Version);
    }

    private static byte[] Stored(int version, [CallerFilePath] string thisFile = "") =>
        File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(thisFile)!, $"checkpoint-v{version}.bin"));
}
