using System.Runtime.CompilerServices;

using Ballast.Node.Replicas;
using Ballast.Storage;
using Ballast.Storage.Log;

namespace Ballast.Node.Tests.Formats;

/// <summary>The bytes beside this file were written once. They must be read for ever, and the same input must be written as the newest of them.</summary>
public sealed class CheckpointMetaTests
{
    private const ulong Step = 0x0101010101;
    private const long Reach = 0x123456789A;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, Reach)]
    public void Checked_in_bytes_are_read(int version, long reach)
    {
        var statistics = new PartitionStatistics();
        Assert.Equal(new LogPosition(reach), CheckpointMeta.Read(Stored(version), "t", statistics));
        Assert.Equal(((long)Step, (long)(2 * Step), 3 * Step, 4 * Step), (statistics.Items, statistics.Bytes, statistics.NewestTimestamp, statistics.NewestDeletion));
        for (var i = 0; i < statistics.IndexEntries.Length; i++)
            Assert.Equal(((long)Step * (5 + 2 * i), (long)Step * (6 + 2 * i)), (statistics.IndexEntries[i], statistics.IndexBytes[i]));
    }

    [Fact]
    public void What_is_written_today_is_what_was_checked_in()
    {
        var statistics = new PartitionStatistics();
        CheckpointMeta.Read(Stored(1), "t", statistics);
        var written = new byte[CheckpointMeta.EncodedBytes];
        CheckpointMeta.Write(written, statistics, new LogPosition(Reach));
        Assert.Equal(Stored(2), written);
    }

    [Fact]
    public void A_newer_version_is_refused_by_name()
    {
        var newer = Stored(2);
        newer[0] = 3;
        Assert.Equal(3u, Assert.Throws<NewerFormatException>(() => CheckpointMeta.Read(newer, "t", new PartitionStatistics())).Version);
    }

    private static byte[] Stored(int version, [CallerFilePath] string thisFile = "") =>
        File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(thisFile)!, $"checkpoint-v{version}.bin"));
}
