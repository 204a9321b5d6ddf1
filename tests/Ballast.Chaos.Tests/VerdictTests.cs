using Ballast.Chaos.Checks;
using Ballast.Chaos.Clusters;
using Ballast.Chaos.Load;
using Ballast.Histories.Items;

namespace Ballast.Chaos.Tests;

/// <summary>The harness must find what a broken cluster would show its clients.</summary>
public sealed class VerdictTests
{
    private static readonly ItemName Item = new("table", 0, 0, 0);
    private readonly HandClock _time = new();
    private readonly SeenByClients _seen;

    public VerdictTests() => _seen = new SeenByClients(new RunClock(_time));

    [Fact]
    public void A_history_as_it_should_be_is_right()
    {
        Write("t.1");
        Write("t.2");
        ReadEventually("t.1");
        _time.Pass(60);
        ReadEventually("t.2");
        Read("t.2");
        Assert.Empty(Verdicts.Of(_seen).Violations);
    }

    [Fact]
    public void A_lost_acknowledged_write_is_found()
    {
        Write("t.1");
        Read(null);
        Assert.Contains("not linearizable: table/0-0/marked-0", Assert.Single(Verdicts.Of(_seen).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_consistent_read_is_found()
    {
        Write("t.1");
        Write("t.2");
        Read("t.1");
        Assert.StartsWith("not linearizable", Assert.Single(Verdicts.Of(_seen).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void An_increment_that_happened_twice_is_found()
    {
        Succeed(new ItemOperation.Update(1), ItemResult.Done);
        Succeed(new ItemOperation.Read(), ItemResult.Told(ItemImage.Of(null, 2)));
        Assert.StartsWith("not linearizable", Assert.Single(Verdicts.Of(_seen).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void An_eventually_consistent_read_beyond_the_bound_is_found()
    {
        Write("t.1");
        Write("t.2");
        _time.Pass(6);
        ReadEventually("t.1");
        Assert.Contains("had been written over", Assert.Single(Verdicts.Of(_seen).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_nobody_wrote_is_found()
    {
        Write("t.1");
        ReadEventually("t.9");
        Assert.Contains("nobody had written", Assert.Single(Verdicts.Of(_seen).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_no_call_may_have_is_a_violation()
    {
        _seen.Complain("PutItem: 400");
        Assert.Equal("answered: PutItem: 400", Assert.Single(Verdicts.Of(_seen).Violations));
    }

    private void Write(string text) => Succeed(new ItemOperation.Put(text), ItemResult.Done);

    private void Read(string? text) => Succeed(new ItemOperation.Read(), ItemResult.Told(text is null ? ItemImage.Absent : ItemImage.Of(text)));

    private void Succeed(ItemOperation operation, ItemResult result)
    {
        _time.Pass(1);
        var begun = _seen.Begin(Item, 1, operation);
        _time.Pass(1);
        _seen.Succeed(Item, begun, result);
    }

    private void ReadEventually(string text)
    {
        _time.Pass(1);
        _seen.ReadEventually(Item, (long)_time.Passed.TotalMicroseconds, ItemImage.Of(text));
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public void Pass(int seconds) => Passed += TimeSpan.FromSeconds(seconds);
    }
}
