using Ballast.Histories.Reads;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests;

public sealed class StaleReadTests
{
    private readonly StaleReads _reads = new();

    public StaleReadTests()
    {
        _reads.Wrote("a", 0, 1);
        _reads.Wrote("b", 2, 10);
        _reads.Wrote("c", 12, RecordedOperation<string, string>.Never);
    }

    [Fact]
    public void Old_values_and_none_may_be_seen()
    {
        See(1, 20, "a");
        See(2, 20, null);
        See(1, 22, "b");
        See(1, 24, "c");
        Assert.Empty(_reads.Violations());
    }

    [Fact]
    public void What_nobody_wrote_may_not_be_seen()
    {
        See(1, 20, "z");
        Assert.Contains("nobody had written", Assert.Single(_reads.Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_yet_to_be_written_may_not_be_seen()
    {
        _reads.Read(1, new(0, 1, "b"));
        _reads.Read(1, new(10, 12, "c"));
        Assert.Contains("nobody had written", Assert.Single(_reads.Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_does_not_go_back()
    {
        See(1, 20, "b");
        See(2, 22, "a");
        Assert.Empty(_reads.Violations());
        See(1, 22, "a");
        Assert.Contains("written over", Assert.Single(_reads.Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_and_writes_at_one_time_may_be_seen_in_any_order()
    {
        _reads.Read(1, new(20, 25, "b"));
        _reads.Read(1, new(22, 23, "a"));
        _reads.Wrote("d", 5, 6);
        See(2, 30, "b");
        See(2, 32, "d");
        See(2, 34, "b");
        Assert.Empty(_reads.Violations());
    }

    private void See(int replica, long at, string? text) => _reads.Read(replica, new(at, at + 1, text));
}
