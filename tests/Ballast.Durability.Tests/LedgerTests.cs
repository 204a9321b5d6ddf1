using Ballast.Durability.Load;

namespace Ballast.Durability.Tests;

public sealed class LedgerTests
{
    private readonly KeyLedger _key = new("p", "s");

    [Fact]
    public void A_lost_acknowledged_write_is_found()
    {
        _key.Acknowledge(_key.Send("red", isDeletion: false));
        Assert.NotNull(_key.Observe(0, null));
    }

    [Theory]
    [InlineData(1, "red")]
    [InlineData(2, "blue")]
    public void An_unknown_write_may_be_there_or_not_and_stays_so(long version, string color)
    {
        _key.Acknowledge(_key.Send("red", isDeletion: false));
        _key.Send("blue", isDeletion: false);
        Assert.Null(_key.Observe(version, color));
        Assert.Null(_key.Observe(version, color));
    }

    [Fact]
    public void An_unknown_write_that_comes_between_two_looks_is_found()
    {
        _key.Send("red", isDeletion: false);
        Assert.Null(_key.Observe(0, null));
        Assert.NotNull(_key.Observe(1, "red"));
    }

    [Fact]
    public void An_image_that_was_never_sent_is_found()
    {
        _key.Acknowledge(_key.Send("red", isDeletion: false));
        Assert.NotNull(_key.Observe(1, "blue"));
        Assert.NotNull(_key.Observe(2, "red"));
    }

    [Fact]
    public void A_counter_lies_between_what_is_known_and_what_may_be()
    {
        var counter = new CounterLedger("c");
        counter.Acknowledge();
        counter.DoNotKnow();
        Assert.Null(counter.Observe(2));
        Assert.NotNull(counter.Observe(1));
        Assert.NotNull(counter.Observe(4));
    }
}
