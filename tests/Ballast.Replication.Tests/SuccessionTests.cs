using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;
using Ballast.Replication.Tests.Simulated;

namespace Ballast.Replication.Tests;

/// <summary>Who leads when a node is not fit to.</summary>
public sealed class SuccessionTests
{
    private static readonly NodeId First = new(1), Second = new(2), Third = new(3);

    [Fact]
    public void A_leader_whose_node_is_not_fit_hands_over_and_one_whose_node_is_fit_again_gets_the_lead_later()
    {
        var group = new ThreeMembers();
        group.Run(TimeSpan.FromSeconds(1));
        group.Links(First).IsUnfit = true;
        group.Run(TimeSpan.FromMilliseconds(100));
        Assert.NotSame(group.Members[0], group.Leader);
        group.Links(First).IsUnfit = false;
        group.Run(TimeSpan.FromSeconds(9));
        Assert.NotSame(group.Members[0], group.Leader);
        group.Run(TimeSpan.FromSeconds(2));
        Assert.Same(group.Members[0], group.Leader);
    }

    [Fact]
    public void A_leader_keeps_its_lead_where_the_others_could_not_choose_without_it()
    {
        var group = new ThreeMembers();
        group.Run(TimeSpan.FromSeconds(1));
        group.Lost = 3;
        group.Run(TimeSpan.FromSeconds(2));
        group.Links(First).IsUnfit = true;
        group.Run(TimeSpan.FromSeconds(2));
        Assert.Same(group.Members[0], group.Leader);
        Assert.True(group.Leader.MayServe(group.Now, group.Leader.ChosenThrough));
    }

    [Fact]
    public void The_lead_goes_to_nobody_whose_node_says_that_it_is_not_fit()
    {
        var group = new ThreeMembers();
        group.Links(Second).IsUnfit = true;
        group.Run(TimeSpan.FromSeconds(1));
        group.Links(First).IsUnfit = true;
        group.Run(TimeSpan.FromSeconds(1));
        Assert.Same(group.Members[0], group.Leader);
    }

    [Fact]
    public void A_member_whose_node_is_not_fit_does_not_stand_even_when_it_is_asked_to()
    {
        var group = new ThreeMembers();
        group.Run(TimeSpan.FromSeconds(1));
        group.Links(Second).IsUnfit = true;
        Assert.True(group.Leader.TransferLead(Second, group.Now));
        group.Exchange();
        Assert.DoesNotContain(group.Members, static member => member.IsLeader);
        Assert.False(group.Members[1].Stand(group.Now));
        // The others do, when they have waited.
        group.Run(TimeSpan.FromSeconds(4));
        Assert.NotSame(group.Members[1], group.Leader);
    }

    [Fact]
    public void A_hand_over_ends_no_epoch()
    {
        var group = new ThreeMembers { Loses = static message => message is Released };
        group.Run(TimeSpan.FromSeconds(1));
        var epoch = group.Links(Third)[First].Given;
        Assert.True(group.Leader.TransferLead(Second, group.Now));
        group.Exchange();
        Assert.Same(group.Members[1], group.Leader);
        Assert.Equal(epoch, group.Links(Third)[First].Given);
    }
}
