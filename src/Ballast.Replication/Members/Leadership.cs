using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;

namespace Ballast.Replication.Members;

/// <summary>What a leader knows of one peer in its ballot.</summary>
internal sealed class PeerProgress(GroupVoter voter, Slot next)
{
    private Queue<(Slot Last, long Bytes)>? _sent;
    private Slot _next = next;
    private Slot _windowStart = new(next.Value - 1);

    public GroupVoter Voter => voter;
    public NodeId Node => voter.Node;

    /// <summary>The first slot that was not sent. Whoever goes back with it takes what was sent behind for lost.</summary>
    public Slot Next
    {
        get => _next;
        set
        {
            if (value < _next)
                (_sent, InFlightBytes) = (null, 0);
            _next = value;
        }
    }

    /// <summary>Payload that was sent and not acknowledged.</summary>
    public long InFlightBytes { get; private set; }

    /// <summary>Durable at the peer, in this ballot. It never falls: a peer that restarted has it, though it may ask for it again.</summary>
    public Slot Accepted { get; set; }

    /// <summary>What the peer last said that it has; what is sent ahead is counted from here.</summary>
    public Slot WindowStart
    {
        get => _windowStart;
        set
        {
            _windowStart = value;
            while (_sent is not null && _sent.TryPeek(out var sent) && sent.Last <= value)
                InFlightBytes -= _sent.Dequeue().Bytes;
        }
    }

    /// <summary>What the peer knows as chosen.</summary>
    public Slot KnowsChosen { get; set; }

    /// <summary>What it was told is chosen.</summary>
    public Slot ToldChosen { get; set; }

    /// <summary>The epoch of the peer's promises that this group has entered in this ballot.</summary>
    public LeaseEpoch? Entered { get; set; }

    /// <summary>Whether it said so since the last look. Of all messages that came too early, one makes the leader go back.</summary>
    public bool WasBehind { get; set; }

    /// <summary>Whether it said that it rests, at what was accepted and chosen then, and was told nothing else since.</summary>
    public bool IsResting { get; set; }

    public bool LacksLog { get; set; }
    public bool LacksTree { get; set; }

    /// <summary>As it says itself; 0 when it has nothing of the group.</summary>
    public ulong? Incarnation { get; set; }

    public TimeSpan HeardAt { get; set; }

    /// <summary>Since when it answers as another than was admitted.</summary>
    public TimeSpan? ForgottenSince { get; set; }

    /// <summary>
    /// Whether it is to begin, and has not answered as the one that is to come: then it may be told to, in one life of its node. Who is a voter has begun: one that
    /// has nothing has forgotten, and another is admitted in its place.
    /// </summary>
    public bool MayStart { get; set; }

    /// <summary>The life of its node in which it was told to begin first. It is never told to begin in another: it may have begun, promised another candidate, and been lost, all unheard.</summary>
    public NodeLife? StartsIn { get; set; }

    public PeerState State => new(Voter, Incarnation, HeardAt, Accepted, LacksLog, LacksTree, ForgottenSince);

    /// <summary>The slots from <see cref="Next"/> through <paramref name="last"/> go out.</summary>
    public void Sent(Slot last, long bytes)
    {
        (_sent ??= new Queue<(Slot, long)>()).Enqueue((last, bytes));
        InFlightBytes += bytes;
        _next = last.Next;
    }

    /// <summary>It has answered.</summary>
    public void Heard(ulong incarnation, TimeSpan now)
    {
        (Incarnation, HeardAt) = (incarnation, now);
        ForgottenSince = incarnation == Voter.Incarnation ? null : ForgottenSince ?? now;
        MayStart &= incarnation != Voter.Incarnation;
    }

    /// <summary><see cref="WindowStart"/> at the last look: when it did not move, what was sent is taken for lost.</summary>
    public Slot WindowAtLastLook { get; set; }
}

/// <summary>The leader's part of a member, while it leads: what waits to be proposed, and how far the quorum is.</summary>
/// <remarks>Invariant: behind a change of the configuration nothing is proposed until <see cref="HoldsChange"/> is over.</remarks>
internal sealed class Leadership(Candidacy candidacy, List<GroupEntry> unfinished, TimeSpan since)
{
    private readonly List<PeerProgress> _peers = [];
    private Queue<GroupEntry> _waiting = new(unfinished);

    internal PlantedBug Planted { get; init; }

    public Ballot Ballot => candidacy.Ballot;
    public Candidacy Candidacy => candidacy;
    public TimeSpan Since { get; } = since;

    /// <summary>The slot of the no-op that begins the ballot; none while older values are not proposed yet.</summary>
    public Slot? Beginning { get; set; }

    /// <summary>What earlier ballots may have chosen lies before this, as far as is known.</summary>
    public Slot Settled { get; private set; }

    /// <summary>The slot of a change of the configuration that is not chosen, or not yet held by a majority of the new one.</summary>
    public Slot? Change { get; set; }

    public bool HoldsChange => Change is not null;

    /// <summary>Who is to lead next, and until when proposals wait for it.</summary>
    public (NodeId Node, TimeSpan Until)? Heir { get; set; }

    /// <summary>When the preferred node was to get the lead and did not, or else since when this member leads.</summary>
    public TimeSpan PreferredAt { get; set; } = since;

    /// <summary>Those that vote.</summary>
    public List<PeerProgress> Peers => _peers;

    /// <summary>Who is to be admitted, and follows already, or is being told to begin; null for nobody.</summary>
    public PeerProgress? Comer { get; private set; }

    /// <summary>Whether somebody has begun in this epoch who is not to come any more.</summary>
    public bool HasStrayComer { get; set; }

    /// <summary>Those that get the log: voters, and who comes.</summary>
    public IEnumerable<PeerProgress> Followers => Comer is null ? _peers : _peers.Append(Comer);

    public bool TryTakeWaiting(out GroupEntry? value) => _waiting.TryDequeue(out value);

    /// <summary>The change is over; this may have been chosen behind it.</summary>
    public void EndChange(Slot change, List<GroupEntry> behind)
    {
        Change = null;
        _waiting = new Queue<GroupEntry>(behind);
        Settled = new Slot(change.Value + (ulong)behind.Count);
    }

    public PeerProgress? Find(NodeId node)
    {
        foreach (var peer in _peers)
            if (peer.Node == node)
                return peer;
        return null;
    }

    /// <summary>Who has answered. A node may still be a voter in the incarnation that it has forgotten while it comes in the next.</summary>
    public PeerProgress? Find(NodeId node, ulong incarnation) =>
        Comer is { } comer && comer.Node == node && Find(node)?.Voter.Incarnation != incarnation ? comer : Find(node);

    /// <summary>Somebody is to come, from <paramref name="next"/> on; nobody, where it is null.</summary>
    public void Await(GroupVoter? voter, Slot next, TimeSpan now)
    {
        HasStrayComer |= Comer?.StartsIn is not null;
        Comer = voter is { } comer ? new PeerProgress(comer, next) { HeardAt = now, MayStart = true } : null;
    }

    /// <summary>Who takes part: peers that are new begin at <paramref name="next"/>, or go on as they came; those that left are forgotten.</summary>
    public void Follow(GroupConfig config, NodeId self, Slot next, TimeSpan now)
    {
        _peers.RemoveAll(peer => !config.Voters.Contains(peer.Voter));
        foreach (var voter in config.Voters)
            if (voter.Node != self && Find(voter.Node) is null)
                _peers.Add(Comer is { } comer && comer.Voter == voter ? comer : new PeerProgress(voter, next) { HeardAt = now });
        (Comer, HasStrayComer) = (null, false);
        _peers.Sort(static (one, other) => one.Node.CompareTo(other.Node));
    }

    /// <summary>Durable at a majority of a configuration, in this ballot.</summary>
    public Slot MajorityThrough(GroupConfig config, NodeId self, Slot own) =>
        config.MajorityThrough(node => node == self || CountsUnheard(config, node) ? own : Find(node)?.Accepted ?? Slot.BeforeLog);

    private bool CountsUnheard(GroupConfig config, NodeId node) => Planted == PlantedBug.LogReplicaAlwaysCounts && config.Find(node)?.Kind == MemberKind.Log;

    /// <summary>Known as chosen by a majority of a configuration.</summary>
    public Slot MajorityKnows(GroupConfig config, NodeId self, Slot own) =>
        config.MajorityThrough(node => node == self ? own : Find(node)?.KnowsChosen ?? Slot.BeforeLog);
}
