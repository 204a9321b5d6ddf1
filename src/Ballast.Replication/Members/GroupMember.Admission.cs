using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>Who comes: it begins, follows, and is admitted then.</content>
public sealed partial class GroupMember
{
    /// <summary>
    /// Brings the group one step nearer to a configuration, or gives that up where there is none. Who comes is made to follow first, and admitted when it does: so at no time
    /// does the group rely on a voter that is not there. True when the configuration, or one on the way to it, is proposed.
    /// </summary>
    public bool Change(GroupConfig? next, TimeSpan now)
    {
        _now = now;
        if (!IsEstablished || _leadership is not { HoldsChange: false, Heir: null } leadership)
            return false;
        GroupVoter? comer = next?.Voters.FirstOrDefault(voter => !Config.Has(voter.Node, voter.Incarnation)) is { Incarnation: > 0 } voter ? voter : null;
        if (comer != leadership.Comer?.Voter)
            leadership.Await(comer, _chosen.Next, now);
        // Who has begun, and is not admitted in this epoch, never will be: it learns that from the next one.
        if (leadership.HasStrayComer)
            return Propose(new GroupConfig(Config.Epoch + 1, Config.Voters)) is not null;
        if (next is null)
            return false;
        if (leadership.Comer is not { } coming || Follows(coming))
            return Propose(next) is not null;
        // It has lost its only chance to begin in this epoch: the next gives it another.
        if (coming.State.IsForgotten && !coming.MayStart)
            return Propose(new GroupConfig(Config.Epoch + 1, Config.Voters)) is not null;
        SendChosen(coming, leadership);
        Pump();
        return false;
    }

    private bool Follows(PeerProgress coming) =>
        coming.Incarnation == coming.Voter.Incarnation && coming.Accepted > Slot.BeforeLog && !coming.LacksLog && _now - coming.HeardAt < _limits.Patience;

    private void StartIfNew(PeerProgress peer)
    {
        if (peer is not { MayStart: true, Voter.Kind: MemberKind.Log } || peer.Incarnation == peer.Voter.Incarnation || (peer.StartsIn ??= _links[peer.Node].Life) is not { } life)
            return;
        SendStart(peer, StartOf(_leadership!), life);
    }

    private void On(StartRefused refused)
    {
        if (_leadership?.Ballot == refused.Ballot && _leadership.Comer is { } coming && coming.Node == refused.From && coming.Voter.Incarnation == refused.Incarnation)
            coming.MayStart = false;
    }

    private void SendStart(PeerProgress peer, Slot start, NodeLife? life)
    {
        Send(new StartLog(_group, _self, peer.Node, _leadership!.Ballot, peer.Voter.Incarnation, new LogStart(start, _log.OriginAt(start), Config), life));
        (peer.Next, peer.WindowStart, peer.LacksLog) = (start.Next, start, false);
    }

    // A log replica's log begins no later than the lowest slot that a storage replica lacks, where that can be had; and where no change lies behind it.
    private Slot StartOf(Leadership leadership)
    {
        var start = _chosen;
        foreach (var peer in leadership.Peers)
            if (peer.Voter.Kind == MemberKind.Storage && peer.WindowStart < start)
                start = peer.WindowStart;
        if (start < _log.Floor)
            start = _log.Floor;
        for (var slot = _chosen; slot > start; slot = new Slot(slot.Value - 1))
            if (_log[slot].Kind == EntryKind.Config)
                return slot;
        return start;
    }
}
