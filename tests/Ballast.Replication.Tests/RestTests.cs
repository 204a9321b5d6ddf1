using Ballast.Replication.Tests.Simulated;

namespace Ballast.Replication.Tests;

/// <summary>What puts the members of a group to rest, and what must not.</summary>
public sealed class RestTests
{
    [Fact]
    public void A_group_rests_when_all_know_everything_and_wakes_with_a_proposal()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var said = group.Said.Count;
        group.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(said, group.Said.Count);
        Assert.True(group.Leader.MayServe(group.Now, group.Leader.ChosenThrough));
        Assert.All(group.Followers, member => Assert.True(group.Now - member.HeardLeaderAt < TimeSpan.FromSeconds(1)));
        group.Propose();
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
        group.RunUntilAtRest();
        Assert.All(group.Members, member => Assert.Equal(group.Leader.ChosenThrough, member.ChosenThrough));
    }

    [Fact]
    public void A_message_of_an_earlier_slot_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        group.Propose();
        group.Deliver(late);
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
    }

    [Fact]
    public void A_message_of_an_earlier_epoch_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        group.Links(late.To)[late.From].EndEpoch();
        group.Run(TimeSpan.FromMilliseconds(100));
        group.Deliver(late);
        Assert.Null(group.Members[late.To.Value - 1].Rest);
    }

    [Fact]
    public void A_message_of_an_earlier_ballot_puts_nobody_to_rest()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var late = group.LastOfLeaderAtRest();
        Assert.True(group.Leader.TransferLead(late.To, group.Now));
        group.Exchange();
        Assert.True(group.Members[late.To.Value - 1].IsLeader);
        group.Deliver(late);
        Assert.All(group.Members, static member => Assert.Null(member.Rest));
    }

    [Fact]
    public void An_epoch_that_ends_wakes_the_group_until_it_has_entered_the_next()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var (leader, follower) = (group.Leader.Leads!.Value.Node, group.LastOfLeaderAtRest().To);
        group.Links(follower)[leader].EndEpoch();
        group.Run(TimeSpan.FromMilliseconds(200));
        Assert.Null(group.Leader.Rest);
        group.RunUntilAtRest();
        Assert.True(group.Leader.MayServe(group.Now, group.Leader.ChosenThrough));
    }

    [Fact]
    public void A_follower_that_wakes_tells_its_leader()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var follower = group.Followers.First();
        follower.Disturb(follower.Rest!.Ballot, group.Now);
        group.Exchange();
        Assert.Null(group.Leader.Rest);
        group.RunUntilAtRest();
    }

    [Fact]
    public void A_leader_that_is_silent_to_one_does_not_rest()
    {
        var group = new ThreeMembers { Lost = 3 };
        group.Run(TimeSpan.FromSeconds(10));
        Assert.Null(group.Leader.Rest);
    }

    [Fact]
    public void A_leader_that_is_not_the_preferred_one_does_not_rest_before_the_lead_has_gone_there()
    {
        var group = new ThreeMembers();
        group.RunUntilAtRest();
        var preferred = group.Leader;
        Assert.True(preferred.TransferLead(group.LastOfLeaderAtRest().To, group.Now));
        group.Exchange();
        var since = group.Now;
        group.RunUntilAtRest();
        Assert.Same(preferred, group.Leader);
        Assert.True(group.Now - since >= TimeSpan.FromSeconds(10));
    }
}
