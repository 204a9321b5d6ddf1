using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>Leases, what is done about a silent leader, and handing over.</content>
public sealed partial class GroupMember
{
    private static readonly TimeSpan Never = new(long.MinValue / 4);
    private readonly HashSet<NodeId> _deaf = [];
    private readonly Queue<NodeId> _inNeed = new();
    private Bound? _bound;
    private TimeSpan _heardAt = Never;
    private TimeSpan _freshAt = Never;
    private Slot _freshThrough;
    private TimeSpan _patientSince;
    private TimeSpan? _inquiry;

    /// <summary>The leader that this member has promised to help alone, as long as the epoch of its node's promises lasts.</summary>
    private readonly record struct Bound(NodeId Leader, Ballot Ballot, LeaseEpoch Epoch);

    /// <summary>Whether this member may answer a consistent read.</summary>
    /// <param name="now">Taken after the value was read.</param>
    /// <param name="readAt">What was applied when it was read: a tree that lacks what earlier ballots chose is no leader's yet, whatever was true since.</param>
    public bool MayServe(TimeSpan now, Slot readAt) =>
        MayServe(now) && (Planted == PlantedBug.ServeBeforeEstablished || readAt >= _leadership!.Beginning && readAt >= _leadership.Settled);

    /// <summary>The member takes part. The preferred leader asks at once whether anyone else leads, and stands if not; the others give it time.</summary>
    public void Begin(TimeSpan now, bool stands)
    {
        (_now, _patientSince) = (now, stands ? now - _limits.Patience : now);
        if (stands && MayLead)
            AskForLeader();
    }

    /// <summary>When this member, as a follower, last heard from its leader that it knows of everything that is chosen; and through which slot that was.</summary>
    public (TimeSpan At, Slot Through) Freshness => (_rest is { Leads: false } ? HeardLeaderAt : _freshAt, _freshThrough);

    /// <summary>When this member, as a follower, last heard its leader.</summary>
    public TimeSpan HeardLeaderAt => _rest is { Leads: false } rest && rest.Promises[0].Link.Given == rest.Promises[0].Epoch ? HeardAtRest(rest) : _heardAt;

    private bool MayServe(TimeSpan now)
    {
        if (_leadership is not { } leadership || !IsEstablished && (Planted != PlantedBug.ServeBeforeEstablished || leadership.Beginning is null))
            return false;
        return now < ServesUntil(leadership);
    }

    // A majority's promises, this member's own among them, hold as long as the least of the best of them.
    private TimeSpan ServesUntil(Leadership leadership)
    {
        if (!Config.Has(_self, _incarnation))
            return TimeSpan.Zero;
        Span<TimeSpan> until = stackalloc TimeSpan[GroupConfig.VotersMax];
        until[0] = TimeSpan.MaxValue;
        var count = 1;
        foreach (var peer in leadership.Peers)
            until[count++] = peer.Entered is { } entered ? _links[peer.Node].HeldUntil(entered) : TimeSpan.Zero;
        until = until[..count];
        until.Sort();
        return count >= Config.Majority ? until[^Config.Majority] : TimeSpan.Zero;
    }

    /// <summary>A look from time to time: what seems to be lost is sent again, and a leader that is silent is asked after.</summary>
    /// <param name="now">The time.</param>
    /// <param name="mayRest">Whether its host has nothing to do for the group either.</param>
    public void Tick(TimeSpan now, bool mayRest = false)
    {
        _now = now;
        if (_rest is { } rest)
        {
            if (rest.IsUndisturbed(_links, now))
                return;
            Wake();
        }
        if (_leadership is { } leadership)
            Remind(leadership, mayRest);
        else if (_candidacy is { } candidacy && now - candidacy.Since < _limits.Patience)
            AskForPromises(candidacy);
        else if (MayLead && now - _heardAt >= _limits.Patience && now - _patientSince >= _limits.Patience)
            AskForLeader();
        if (_bound is { } bound && now - _heardAt >= _limits.Patience && _links[bound.Leader].Given == bound.Epoch)
            _links[bound.Leader].EndEpoch();
    }

    /// <summary>Stops proposing, and hands the lead to a peer as soon as it holds everything; false when this cannot be.</summary>
    public bool TransferLead(NodeId heir, TimeSpan now)
    {
        _now = now;
        if (!IsEstablished || _leadership is not { HoldsChange: false } leadership || leadership.Find(heir) is not { Voter.Kind: MemberKind.Storage, LacksTree: false })
            return false;
        leadership.Heir = (heir, now + _limits.Patience);
        EndRest();
        Pump();
        return true;
    }

    /// <summary>Hands the lead to whoever can take it; false when this member does not lead, or nobody can. It is tried again while the node is not fit to lead.</summary>
    public bool HandOver(TimeSpan now)
    {
        _now = now;
        if (_leadership is null || Heir() is not { } heir)
            return false;
        TransferLead(heir, now);
        return true;
    }

    private NodeId? Heir() => Succession.Heir(_group, Config, Peers, _chosen, node => _links[node].FitSince(_now) is not null);

    // No flapping: between two moves of a lead towards the preferred node lies PreferenceAfter, all through which that node has been well.
    private void ConsiderHeir(Leadership leadership)
    {
        if (leadership.Heir is not null)
            return;
        if (_links.Yields)
            HandOver(_now);
        else if (_now - leadership.PreferredAt >= _limits.PreferenceAfter && Succession.Preferred(_group, Config) is { } preferred && IsWell(leadership, preferred))
        {
            leadership.PreferredAt = _now;
            TransferLead(preferred, _now);
        }
    }

    private bool IsWell(Leadership leadership, NodeId node) =>
        leadership.Find(node) is { } peer && Succession.IsHeir(peer.State, _chosen)
        && _links[node].FitSince(_now) is { } since && _now - since >= _limits.PreferenceAfter;

    private void HandOver(Leadership leadership)
    {
        if (leadership.Heir is not { } heir || _chosen != _through)
            return;
        if (leadership.Find(heir.Node) is not { } peer || peer.Accepted != _through)
            return;
        Send(new TakeLead(_group, _self, heir.Node, leadership.Ballot));
        StepDown();
    }

    private void Remind(Leadership leadership, bool mayRest)
    {
        if (leadership.Heir is { } heir && _now >= heir.Until)
            leadership.Heir = null;
        if (leadership.HoldsChange)
            AskForPromises(leadership.Candidacy);
        ConsiderHeir(leadership);
        if (_leadership != leadership)
            return;
        var rests = MayRest(leadership, mayRest);
        if (rests && leadership.Peers.TrueForAll(static peer => peer.IsResting))
        {
            RestAsLeader(leadership);
            return;
        }
        foreach (var peer in leadership.Followers)
        {
            // What was not acknowledged since the last look is taken for lost; a peer that has less says so.
            if (peer.WindowStart == peer.WindowAtLastLook)
                peer.Next = peer.WindowStart.Next;
            (peer.WindowAtLastLook, peer.WasBehind) = (peer.WindowStart, false);
            SendChosen(peer, leadership, rests);
        }
        Pump();
    }

    // The gray-failure rule: only when a majority hears no leader does one of it stand.
    private void AskForLeader()
    {
        _candidacy = null;
        if (_inquiry is null || _now - _inquiry >= _limits.Patience)
        {
            _inquiry = _now;
            _deaf.Clear();
        }
        foreach (var voter in Config.Voters)
            if (voter.Node != _self)
                Send(new AskLeader(_group, _self, voter.Node, _promised));
        StandIfDeaf();
    }

    private void StandIfDeaf()
    {
        if (_inquiry is not null && Config.Voters.Count(voter => voter.Node == _self || _deaf.Contains(voter.Node)) >= Config.Majority)
            Stand(_now);
    }

    private void On(AskLeader ask)
    {
        // Whoever asks does not lead in what it has promised, nor before. And who follows this member in a ballot that is over is not bound by it.
        if (_bound is { } bound && bound.Leader == ask.From && bound.Ballot <= ask.Ballot)
            _bound = null;
        if (ask.Ballot.Node == _self && _leadership?.Ballot != ask.Ballot && _candidacy?.Ballot != ask.Ballot)
            Send(new Released(_group, _self, ask.From, ask.Ballot));
        var isHeard = _leadership is { } leadership
            ? MayServe(_now) || _now - leadership.Since < _limits.Patience
            : _now - _heardAt < _limits.Patience && _promised.Node != ask.From;
        Send(new LeaderHeard(_group, _self, ask.From, ask.Ballot, isHeard));
    }

    private void On(LeaderHeard heard)
    {
        if (_inquiry is null || heard.Ballot != _promised || IsLeader || _candidacy is not null)
            return;
        if (heard.IsHeard)
        {
            // Hearsay: it is waited for, but not told on.
            (_patientSince, _inquiry) = (_now, null);
            return;
        }
        _deaf.Add(heard.From);
        StandIfDeaf();
    }

    /// <summary>
    /// A peer that lacks what this member has trimmed asks it to lead, and it cannot: it is no voter any more, say, and the peer does not know. Its tree helps, for
    /// everything in it is chosen. Each is given once.
    /// </summary>
    public bool TryTakeInNeed(out NodeId peer) => _inNeed.TryDequeue(out peer);

    private void On(Released released)
    {
        if (_bound?.Ballot == released.Ballot)
            _bound = null;
    }

    private void On(TakeLead take)
    {
        if (take.Ballot != _promised)
            return;
        if (_bound?.Ballot == take.Ballot)
            _bound = null;
        if (MayLead || !_hasTree)
            Stand(_now, take.Ballot);
        else
            _inNeed.Enqueue(take.From);
    }

    private bool MayHelp(Prepare prepare) => MayHelp(prepare.From, prepare.Released) && !(prepare.Ballot > _promised && MayServe(_now) && prepare.Released != _promised);

    // Helping one candidate, itself too, breaks what was promised to another leader.
    private bool MayHelp(NodeId candidate, Ballot released)
    {
        if (Planted == PlantedBug.OldLeaseIgnored)
            return true;
        if (_now < _links.HelpsFrom)
            return false;
        return _bound is not { } bound || bound.Leader == candidate || bound.Ballot == released || !_links[bound.Leader].Binds(bound.Epoch, _now);
    }

    // The group leaves its leader. Until the promise has run out it binds, but heartbeats must not make it anew: the epoch ends for all groups.
    private void Leave(NodeId next)
    {
        if (_bound is not { } bound)
            return;
        if (bound.Leader == next || !_links[bound.Leader].Binds(bound.Epoch, _now))
            _bound = null;
        else if (_links[bound.Leader].Given == bound.Epoch)
            _links[bound.Leader].EndEpoch();
    }

    // One leader at a time: while an older promise binds, no other is made.
    private void Enter(Append append)
    {
        if (append.Lease is not { } epoch || _links[append.From].Given != epoch || !_links[append.From].Binds(epoch, _now))
            return;
        if (_bound is { } bound && bound.Leader != append.From && _links[bound.Leader].Binds(bound.Epoch, _now))
            return;
        _bound = new Bound(append.From, append.Ballot, epoch);
    }
}
