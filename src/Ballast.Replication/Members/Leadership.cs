using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>What a leader knows of one peer in its ballot.</summary>
internal sealed class PeerProgress(NodeId node, Slot next)
{
    public NodeId Node => node;

    /// <summary>The first slot that was not sent.</summary>
    public Slot Next { get; set; } = next;

    /// <summary>Durable at the peer, in this ballot.</summary>
    public Slot Accepted { get; set; }

    /// <summary>What is sent ahead is counted from here.</summary>
    public Slot WindowStart { get; set; } = new(next.Value - 1);

    /// <summary>What it was told is chosen.</summary>
    public Slot ToldChosen { get; set; }

    public bool NeedsSnapshot { get; set; }

    /// <summary><see cref="Accepted"/> at the last look: when it did not move, what was sent is taken for lost.</summary>
    public Slot AcceptedAtLastLook { get; set; }
}

/// <summary>The leader's part of a member, while it leads: what waits to be proposed, and how far the quorum is.</summary>
/// <remarks>Invariant: behind a change of the configuration nothing is proposed until <see cref="HoldsChange"/> is over.</remarks>
internal sealed class Leadership(Ballot ballot, IEnumerable<GroupEntry> unfinished)
{
    private readonly Dictionary<NodeId, PeerProgress> _peers = [];
    private readonly Queue<GroupEntry> _waiting = new(unfinished);

    public Ballot Ballot => ballot;

    /// <summary>The slot of the no-op that begins the ballot; none while older values are not proposed yet.</summary>
    public Slot? Beginning { get; set; }

    /// <summary>The slot of a change of the configuration that is not chosen, or not yet held by a majority of the new one.</summary>
    public Slot? Change { get; set; }

    public bool HoldsChange => Change is not null;
    public int WaitingCount => _waiting.Count;

    public IEnumerable<PeerProgress> Peers => _peers.Values.OrderBy(static peer => peer.Node);

    public void Wait(GroupEntry value) => _waiting.Enqueue(value);

    public bool TryTakeWaiting(out GroupEntry? value) => _waiting.TryDequeue(out value);

    public PeerProgress? Find(NodeId node) => _peers.GetValueOrDefault(node);

    /// <summary>Who takes part: peers that are new begin at <paramref name="next"/>, those that left are forgotten.</summary>
    public void Follow(GroupConfig config, NodeId self, Slot next)
    {
        foreach (var node in _peers.Keys.Where(node => !config.Has(node)).ToList())
            _peers.Remove(node);
        foreach (var voter in config.Voters)
            if (voter.Node != self)
                _peers.TryAdd(voter.Node, new PeerProgress(voter.Node, next));
    }

    /// <summary>Durable at a majority of a configuration, in this ballot.</summary>
    public Slot MajorityThrough(GroupConfig config, NodeId self, Slot own) =>
        config.MajorityThrough(node => node == self ? own : Find(node)?.Accepted ?? Slot.BeforeLog);
}
