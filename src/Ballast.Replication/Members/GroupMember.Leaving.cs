using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>How a member learns that its place is taken, and may forget everything.</content>
public sealed partial class GroupMember
{
    private Slot _configSlot;
    private TimeSpan _askedAt;
    private int _asked;

    /// <summary>Whether this member has left its group, in this incarnation: nobody will ever ask it for anything again.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>A look from time to time: a member that hears no leader, or knows that it is out, asks the others; one that was replaced has nobody else who tells it.</summary>
    /// <param name="nodes">That are known: those that it knows as members may all have left, so each time one more is asked.</param>
    /// <param name="now">By the node's clock.</param>
    public void AskWhetherMember(IReadOnlyList<NodeId> nodes, TimeSpan now)
    {
        _now = now;
        if (IsLeader || HasLeft || now - _askedAt < _limits.Patience || Config.Has(_self, _incarnation) && now - _heardAt < _limits.Patience)
            return;
        _askedAt = now;
        foreach (var voter in Config.Voters)
            AskMembershipOf(voter.Node);
        if (nodes.Count > 0 && nodes[_asked++ % nodes.Count] is var other && !Config.Has(other))
            AskMembershipOf(other);
    }

    private void AskMembershipOf(NodeId node)
    {
        if (node != _self)
            Send(new AskMembership(_group, _self, node, _promised, _incarnation, Config.Epoch, IsComing, IsPassedOn: false));
    }

    // Who asks was a member in the epoch that it knows, or learned there that it is none any more; no incarnation is admitted twice. So it has left.
    private void On(AskMembership ask)
    {
        if (_leadership is not { } leadership)
            PassOn(ask);
        else if (ask.IsComing && Config.Epoch < ask.Incarnation)
            leadership.HasStrayComer |= leadership.Comer?.Voter.Node != ask.From;
        else if (Config.Epoch >= ask.Epoch && !Config.Has(ask.From, ask.Incarnation) && (IsConfigEverywhere(leadership) || Planted == PlantedBug.LeftBeforeKnown))
            Send(new MemberLeft(_group, _self, ask.From, leadership.Ballot, ask.Incarnation, Config));
    }

    private void PassOn(AskMembership ask)
    {
        if (!ask.IsPassedOn && _promised != default && _promised.Node != _self && _promised.Node != ask.From && _now - _heardAt < _limits.Patience)
            Send(ask with { To = _promised.Node, IsPassedOn = true });
    }

    // A majority would do for the change. But a log replica that came with it may lack what only the one that left and one other have; and
    // a member that does not know the change could find no majority without the one that left.
    private bool IsConfigEverywhere(Leadership leadership) =>
        IsEstablished && !leadership.HoldsChange && _durability.Through >= _configSlot && leadership.Peers.TrueForAll(peer => peer.KnowsChosen >= _configSlot);

    private void On(MemberLeft left)
    {
        if (left.Incarnation == _incarnation && left.Config.Epoch >= Config.Epoch && !left.Config.Has(_self, _incarnation) && !(IsComing && left.Config.Epoch < _incarnation))
            HasLeft = true;
    }

    // It has begun, and waits for the configuration of its epoch, which may be chosen while it knows nothing of that. Of an older one it has not left.
    private bool IsComing => !_isFounder && Config.Epoch < _incarnation && !Config.Has(_self, _incarnation);
}
