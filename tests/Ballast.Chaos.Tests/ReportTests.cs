using Ballast.Chaos.Faults;
using Ballast.Chaos.Reports;

namespace Ballast.Chaos.Tests;

public sealed class ReportTests
{
    private static readonly ChaosReport Good = new()
    {
        Seed = 7, Version = "1.2.3", Ground = "loopback", Nodes = 6, Elapsed = TimeSpan.FromSeconds(90), AcknowledgedWrites = 100, UnknownWrites = 3, ConsistentReads = 50,
        EventualReads = 20, Items = 9, Troubles = new Dictionary<string, long> { ["broken connection"] = 3 }, Undecided = 1, CalmWriteGap = 0.1, NodesEnded = 0, Missing = ["No clocks here."], Violations = [],
        Rounds = [Round(1.5, FaultKind.Kill), Round(0.5, FaultKind.Kill), Round(2.5, FaultKind.Pause, FaultKind.Kill)],
    };

    [Fact]
    public void Percentiles_are_by_nearest_rank()
    {
        var values = new Distribution(Enumerable.Range(1, 100).Reverse().Select(static value => (double)value));
        Assert.Equal((50, 95, 100), (values.Percentile(50), values.Percentile(95), values.Max));
        Assert.Equal("3.00 / 3.00 / 3.00", new Distribution([3]).ToString());
        Assert.Equal("1.00 / 2.00 / 2.00", new Distribution([2, 1]).ToString());
        Assert.Equal("–", new Distribution([]).ToString());
    }

    [Fact]
    public void A_report_has_a_row_for_each_kind_for_pairs_and_for_all()
    {
        var text = Good.ToString();
        Assert.Matches(@"(?m)^Kill +2  0\.50 / 1\.50 / 1\.50 ", text);
        Assert.Matches(@"(?m)^two at a time +1  2\.50 / 2\.50 / 2\.50 ", text);
        Assert.Matches(@"(?m)^all +3  1\.50 / 2\.50 / 2\.50 ", text);
        Assert.DoesNotMatch("(?m)^Pause", text);
        Assert.Contains("seed 7, version 1.2.3, 6 nodes on loopback", text, StringComparison.Ordinal);
        Assert.Contains("without a good answer: 3 broken connection", text, StringComparison.Ordinal);
        Assert.Contains("left out: No clocks here.", text, StringComparison.Ordinal);
        Assert.EndsWith("0 violations", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_run_that_struck_somebody_while_somebody_wrote_can_succeed()
    {
        Assert.True(Good.IsSuccess);
        Assert.False((Good with { Rounds = [] }).IsSuccess);
        Assert.False((Good with { AcknowledgedWrites = 0 }).IsSuccess);
        Assert.False((Good with { Violations = ["something"] }).IsSuccess);
        Assert.Contains("VIOLATION something", (Good with { Violations = ["something"] }).ToString(), StringComparison.Ordinal);
    }

    private static RoundReport Round(double gap, params FaultKind[] kinds) => new(kinds, gap, gap, 4, double.NaN, double.NaN, 1, 2);
}
