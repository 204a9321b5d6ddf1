using Ballast.Bench.Workloads;

namespace Ballast.Bench.Tests;

public sealed class BulkSourceTests
{
    [Theory]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(1_049)]
    public void Every_record_is_written_and_none_beyond(int records)
    {
        var source = new BulkSource(records, 25);
        var written = new HashSet<long>();
        while (source.TryNext(out var batch))
        {
            for (var i = 0; i < 25; i++)
                written.Add(batch.Key + i);
        }
        Assert.Equal(records, written.Count);
        Assert.Equal(records - 1, written.Max());
    }

    [Fact]
    public void A_failed_batch_comes_again()
    {
        var source = new BulkSource(25, 25);
        Assert.True(source.TryNext(out var batch));
        Assert.False(source.TryNext(out _));
        source.Ended(batch, succeeded: false);
        Assert.True(source.TryNext(out var again));
        Assert.Equal(batch, again);
        source.Ended(again, succeeded: true);
        Assert.False(source.TryNext(out _));
    }
}
