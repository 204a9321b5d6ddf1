using Ballast.Chaos.Load;

namespace Ballast.Chaos.Tests;

public sealed class TimelineTests
{
    [Theory]
    [InlineData(new long[] { 0, 10, 40, 50, 60 }, 5, 55, 30)]
    [InlineData(new long[] { 60, 40, 10, 50, 0 }, 5, 55, 30)]
    [InlineData(new long[] { 0, 100 }, 40, 60, 100)]
    [InlineData(new long[] { 0, 45, 100 }, 40, 60, 55)]
    [InlineData(new long[] { 0, 90, 100, 110 }, 100, 105, 10)]
    public void The_longest_gap_is_that_of_neighbours_of_which_some_is_in_the_window_or_both_around_it(long[] stamps, long from, long to, long gap)
    {
        var timeline = new Timeline();
        foreach (var stamp in stamps)
            timeline.Add(stamp);
        Assert.Equal(gap, timeline.LongestGap(from, to));
    }

    [Fact]
    public void A_window_without_neighbours_ends_the_gap_itself()
    {
        var timeline = new Timeline();
        Assert.Equal(20, timeline.LongestGap(40, 60));
        timeline.Add(50);
        Assert.Equal(10, timeline.LongestGap(40, 60));
        timeline.Add(57);
        Assert.Equal(10, timeline.LongestGap(40, 60));
        timeline.Add(43);
        Assert.Equal(7, timeline.LongestGap(40, 60));
    }
}
