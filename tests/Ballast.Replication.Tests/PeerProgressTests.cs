using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;

namespace Ballast.Replication.Tests;

/// <summary>What a leader has sent to a peer and not heard of again is counted, so that it can be bounded.</summary>
public sealed class PeerProgressTests
{
    private readonly PeerProgress _peer = new(new GroupVoter(new NodeId(2), 7, MemberKind.Storage), new Slot(11));

    [Fact]
    public void What_is_acknowledged_is_in_flight_no_more()
    {
        _peer.Sent(new Slot(13), 300);
        _peer.Sent(new Slot(20), 500);
        Assert.Equal((800, new Slot(21)), (_peer.InFlightBytes, _peer.Next));
        _peer.WindowStart = new Slot(12);
        Assert.Equal(800, _peer.InFlightBytes);
        _peer.WindowStart = new Slot(13);
        Assert.Equal(500, _peer.InFlightBytes);
        _peer.WindowStart = new Slot(25);
        Assert.Equal(0, _peer.InFlightBytes);
    }

    [Fact]
    public void What_is_sent_again_is_counted_anew()
    {
        _peer.Sent(new Slot(13), 300);
        _peer.Next = new Slot(11);
        Assert.Equal(0, _peer.InFlightBytes);
        _peer.Sent(new Slot(12), 200);
        Assert.Equal((200, new Slot(13)), (_peer.InFlightBytes, _peer.Next));
    }

    [Fact]
    public void A_peer_that_says_it_has_more_than_was_sent_goes_on_there()
    {
        _peer.Sent(new Slot(13), 300);
        _peer.WindowStart = new Slot(15);
        _peer.Next = new Slot(16);
        Assert.Equal(0, _peer.InFlightBytes);
    }
}
