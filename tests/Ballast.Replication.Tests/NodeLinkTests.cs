using Ballast.Replication.Leases;

namespace Ballast.Replication.Tests;

public sealed class NodeLinkTests
{
    private static readonly LeaseTerms Terms = new(TimeSpan.FromSeconds(1), 1000);
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);

    [Fact]
    public void Promises_of_a_peer_that_began_anew_are_held_though_it_counts_its_starts_from_the_beginning()
    {
        var link = new NodeLink(new NodeLife(1, 1), Terms);
        Grant(link, new NodeLife(71, 5));
        Assert.Equal(5ul, link.Held!.Value.Life.Boot);
        Grant(link, new NodeLife(72, 1));
        Assert.Equal(1ul, link.Held!.Value.Life.Boot);
    }

    [Fact]
    public void Promises_of_an_earlier_start_are_not_held()
    {
        var link = new NodeLink(new NodeLife(1, 1), Terms);
        Grant(link, new NodeLife(71, 5));
        Grant(link, new NodeLife(71, 4));
        Assert.Equal(5ul, link.Held!.Value.Life.Boot);
    }

    [Fact]
    public void A_peer_that_left_and_began_anew_is_fit_again_and_a_promise_to_it_ends()
    {
        var link = new NodeLink(new NodeLife(1, 1), Terms);
        link.Hear(new NodeLife(71, 5));
        link.On(new LeaseProbe(new NodeLife(71, 5), Now, IsUnfit: false), Now);
        link.On(new LeaseReturn(new LeaseEpoch(new NodeLife(71, 5), 1)));
        Assert.Null(link.FitSince(Now));
        link.Hear(new NodeLife(72, 1));
        link.On(new LeaseProbe(new NodeLife(72, 1), Now, IsUnfit: false), Now);
        Assert.Equal(Now, link.FitSince(Now));
        var given = link.Given;
        link.Hear(new NodeLife(73, 1));
        link.On(new LeaseProbe(new NodeLife(72, 1), Now, IsUnfit: false), Now);
        Assert.NotEqual(given, link.Given);
    }

    [Fact]
    public void A_promise_of_a_peer_that_began_anew_is_not_taken_for_the_one_that_it_forgot()
    {
        var link = new NodeLink(new NodeLife(1, 1), Terms);
        Grant(link, new NodeLife(71, 1));
        var entered = link.Held!.Value;
        Grant(link, new NodeLife(72, 1));
        Assert.Equal(TimeSpan.Zero, link.HeldUntil(entered));
        Assert.True(link.HeldUntil(link.Held.Value) > Now);
    }

    [Fact]
    public void What_was_promised_to_a_holder_that_began_anew_is_not_its()
    {
        var link = new NodeLink(new NodeLife(2, 1), Terms);
        link.On(new LeaseGrant(new LeaseEpoch(new NodeLife(71, 1), 1), new NodeLife(1, 1), Now), Now);
        Assert.Null(link.Held);
    }

    private static void Grant(NodeLink link, NodeLife life)
    {
        link.Hear(life);
        link.On(new LeaseGrant(new LeaseEpoch(life, 1), link.Probe(Now).Life, Now), Now);
    }
}
