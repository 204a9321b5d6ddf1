using Ballast.Storage.Log;

namespace Ballast.Node.Tests.Faults;

public sealed class StallWatchTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly StallWatch _watch = new(TimeSpan.FromMilliseconds(500));
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_sync_that_does_not_end_is_a_stall_until_it_ends()
    {
        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(IsStalled(7, isBusy: true)));
        Assert.True(IsStalled(7, isBusy: true));
        // The next turn has what waited meanwhile, and may hang too.
        Assert.True(IsStalled(8, isBusy: true));
        Assert.False(IsStalled(9, isBusy: true));
        Assert.False(IsStalled(9, isBusy: false));
    }

    [Fact]
    public void A_busy_disk_is_no_stall() => Assert.All(Enumerable.Range(0, 100), turn => Assert.False(IsStalled(turn, isBusy: true)));

    [Fact]
    public void A_look_that_comes_late_says_nothing_of_the_disk()
    {
        Assert.False(IsStalled(7, isBusy: true));
        _now += TimeSpan.FromHours(8);
        Assert.False(IsStalled(7, isBusy: true));
    }

    private bool IsStalled(int turns, bool isBusy)
    {
        _now += Look;
        return _watch.IsStalled(new LogProgress(turns, isBusy), _now);
    }
}
