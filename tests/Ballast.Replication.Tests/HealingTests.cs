using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;

namespace Ballast.Replication.Tests;

/// <summary>Which change makes a group whole. Nodes 1 to 3 are its voters, node 1 leads, and <c>a</c> to <c>d</c> are zones.</summary>
public sealed class HealingTests
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(5);
    private static readonly GroupConfig Three = new(1, [.. Enumerable.Range(1, 3).Select(static i => Voter((uint)i))]);

    [Fact]
    public void A_silent_voter_gives_way_to_a_node_of_its_own_zone()
    {
        var next = Next(Three, "abcabc", Heard(2), Lost(3));
        Assert.Equal(["n1", "n2", "n6L"], Describe(next));
        Assert.Equal(2ul, next!.Voters[2].Incarnation);
    }

    [Fact]
    public void A_silent_voter_gives_way_to_a_node_of_a_fourth_zone() =>
        Assert.Equal(["n1", "n2", "n4L"], Describe(Next(Three, "abcd", Heard(2), Lost(3))));

    [Fact]
    public void With_a_whole_zone_gone_a_group_runs_on_two_copies() =>
        Assert.Null(Next(Three, "abcab", Heard(2), Lost(3)));

    [Fact]
    public void No_voter_comes_beside_one_whose_zone_nobody_knows() =>
        Assert.Null(Next(new GroupConfig(1, [Voter(1), Voter(9), Voter(3)]), "abcabc", Heard(9), Lost(3)));

    [Fact]
    public void A_node_that_has_forgotten_is_admitted_anew_where_it_stands()
    {
        var next = Next(Three, "abc", Heard(2), Forgotten(3));
        Assert.Equal(["n1", "n2", "n3L"], Describe(next));
        Assert.Equal(2ul, next!.Voters[2].Incarnation);
    }

    [Fact]
    public void A_group_grows_into_free_zones_only()
    {
        var two = new GroupConfig(1, [Voter(1), Voter(2)]);
        Assert.Null(Next(two, "abab", Heard(2)));
        Assert.Equal(["n1", "n2", "n4L"], Describe(Next(two, "abac", Heard(2))));
    }

    [Fact]
    public void Groups_spread_over_the_nodes_that_fit()
    {
        var comers = new Dictionary<uint, int>();
        for (ulong group = 1; group <= 30; group++)
        {
            var comer = Next(Three, "abccccab", new GroupId(group), static _ => true, Heard(2), Lost(3))!.Voters[2].Node.Value;
            comers[comer] = comers.GetValueOrDefault(comer) + 1;
        }
        Assert.Equal([4u, 5u, 6u], comers.Keys.Order());
        Assert.All(comers.Values, static count => Assert.Equal(10, count));
    }

    [Fact]
    public void A_node_that_is_not_heard_is_not_taken() =>
        Assert.Equal(["n1", "n2", "n5L"], Describe(Next(Three, "abccc", new GroupId(1), static node => node.Value == 5, Heard(2), Lost(3))));

    private static GroupVoter Voter(uint node) => new(new NodeId(node), 1, MemberKind.Storage);

    private static PeerState Heard(uint node) => new(Voter(node), 1, Silent, new Slot(5), false, false, null);

    private static PeerState Lost(uint node) => Heard(node) with { HeardAt = TimeSpan.Zero };

    private static PeerState Forgotten(uint node) => Heard(node) with { Incarnation = 0, ForgottenSince = TimeSpan.Zero };

    private static GroupConfig? Next(GroupConfig config, string zones, params PeerState[] peers) => Next(config, zones, new GroupId(1), static _ => true, peers);

    private static GroupConfig? Next(GroupConfig config, string zones, GroupId group, Func<NodeId, bool> isReachable, params PeerState[] peers)
    {
        NodePlace[] places = [.. zones.Select(static (zone, i) => new NodePlace(new NodeId((uint)i + 1), new ZoneId(zone.ToString())))];
        return Healing.Next(config, peers, new Candidates(group, places, isReachable), copiesMax: 3, Silent);
    }

    private static string[] Describe(GroupConfig? config) => [.. config!.Voters.Select(static voter => $"{voter.Node}{(voter.Kind == MemberKind.Log ? "L" : "")}")];
}
