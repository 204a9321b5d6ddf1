using Ballast.Foundation.Identity;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>Resting: an idle group costs its nodes' heartbeats, and nothing of its own (docs/design/replication.md, "Rest").</content>
/// <remarks>
/// Safety does not depend on any of this: a rest leaves messages away, and changes neither what is promised and accepted nor which leases hold.
/// A leader rests when all its followers have said that they do; a follower, when the leader has nothing that it lacks and it is bound to the leader in the
/// epoch that goes on.
/// </remarks>
public sealed partial class GroupMember
{
    private volatile Rest? _rest;
    private Slot _throughAtLastLook;
    private TimeSpan _movedAt;

    /// <summary>Why this member may be left alone; null when it may not. Any thread may ask.</summary>
    public Rest? Rest => _rest;

    /// <summary>Something is wrong that the member cannot see: the node of its leader, or of a follower, knows nothing of it in this ballot.</summary>
    public void Disturb(Ballot ballot, TimeSpan now)
    {
        if (_rest is not { } rest || rest.Ballot != ballot)
            return;
        _now = now;
        Wake();
        // A follower's leader is gone: it need not be waited for.
        if (!rest.Leads)
            _heardAt = _patientSince = now - _limits.Patience;
    }

    private bool MayRest(Leadership leadership, bool hostAllows)
    {
        if (_through != _throughAtLastLook)
            (_throughAtLastLook, _movedAt) = (_through, _now);
        return hostAllows && IsEstablished && !MustYield && leadership is { HoldsChange: false, Heir: null, Comer: null } && _now - _movedAt >= _limits.RestAfter
            && _through == _chosen && _chosen == _durability.Through && !_durability.IsBehind
            && Succession.Preferred(_group, Config) == _self && leadership.Peers.TrueForAll(KnowsAll);
    }

    private bool KnowsAll(PeerProgress peer) =>
        Succession.IsHeir(peer.State, _through) && peer.KnowsChosen == _chosen && peer.Entered is { } entered && _now < _links[peer.Node].HeldUntil(entered);

    private void RestAsLeader(Leadership leadership) =>
        _rest = new Rest(leadership.Ballot, Leads: true, [.. leadership.Peers.Select(peer => new RestPromise(peer.Node, _links[peer.Node], peer.Entered!.Value))]);

    // A message that is late says something of another slot, ballot or epoch.
    private void RestAsFollower(Append append)
    {
        var rests = append is { Rests: true, Lease: { } epoch } && append.First == _through.Next && append.ChosenThrough == _through && _chosen == _through
            && _bound == new Bound(append.From, append.Ballot, epoch) && _links[append.From].IsGiven(epoch, _now) && !_durability.IsBehind;
        _rest = rests ? new Rest(append.Ballot, Leads: false, [new RestPromise(append.From, _links[append.From], append.Lease!.Value)]) : null;
    }

    // A leader is spoken to by followers that are as they were; what else comes is news.
    private bool LeavesAtRest(GroupMessage message) => message is Append or Messages.Accepted || message is Refused && message.Ballot != _rest?.Ballot;

    private void Wake()
    {
        if (_rest is not { } rest)
            return;
        EndRest();
        if (!rest.Leads)
            Acknowledge(rest.Ballot);
    }

    private void EndRest()
    {
        if (_rest is not { } rest)
            return;
        _rest = null;
        _throughAtLastLook = Slot.BeforeLog;
        if (!rest.Leads)
            _heardAt = HeardAtRest(rest);
        else if (_leadership is { } leadership)
            foreach (var peer in leadership.Peers)
                (peer.HeardAt, peer.IsResting) = (_links[peer.Node].HeardAt ?? peer.HeardAt, false);
    }

    // The leader's node speaks for it while the epoch goes on. When that has ended, the leader has half of the usual time to speak for itself.
    private TimeSpan HeardAtRest(Rest rest)
    {
        var (_, link, epoch) = rest.Promises[0];
        var later = link.Given == epoch ? link.HeardAt ?? _heardAt : _now - _limits.Patience / 2;
        return later > _heardAt ? later : _heardAt;
    }
}
