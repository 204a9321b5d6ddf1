using Ballast.Bench.Compare;
using Ballast.Bench.Load;
using Ballast.Bench.Measure;

namespace Ballast.Bench.Tests;

public sealed class StolenTimeTests
{
    [Fact]
    public void It_is_the_eighth_figure_in_hundredths_of_a_second()
    {
        Assert.Equal(270, StolenTime.Parse("cpu  10132153 290696 3084719 46828483 16683 0 25195 27 0 0"));
        Assert.Null(StolenTime.Parse("cpu  1 2 3 4"));
        Assert.Null(StolenTime.Parse("intr 1 2 3 4 5 6 7 8 9"));
        Assert.Null(StolenTime.Parse(null));
    }

    [Fact]
    public void A_run_that_lost_too_much_time_is_made_again_and_counted()
    {
        var again = new RunsAgain(new Repetition(Runs: 1, StolenMillisecondsMax: 25));
        Assert.Equal(25, again.Execute(RunsThatLose(26, 25)).StolenMilliseconds);
        Assert.Equal(1, again.Count);
    }

    [Fact]
    public void Runs_are_made_again_only_so_often()
    {
        var again = new RunsAgain(new Repetition(Runs: 1, StolenMillisecondsMax: 25));
        Assert.Equal(92, again.Execute(RunsThatLose(90, 91, 92, 0)).StolenMilliseconds);
        Assert.Equal(Repetition.AgainMaxPerRun, again.Count);
    }

    [Fact]
    public void Without_a_limit_or_a_figure_every_run_counts()
    {
        Assert.Equal(90, new RunsAgain(new Repetition(1, null)).Execute(RunsThatLose(90, 0)).StolenMilliseconds);
        Assert.Null(new RunsAgain(new Repetition(1, 25)).Execute(RunsThatLose(null, 0)).StolenMilliseconds);
    }

    private static Func<LoadReport> RunsThatLose(params long?[] milliseconds)
    {
        var left = new Queue<long?>(milliseconds);
        return () => new LoadReport(
            "get", "Uniform", "host", "table", 1, 900, 1, null, 1, 1, 1, 1, 0, left.Dequeue(), [], new Dictionary<string, long>());
    }
}
