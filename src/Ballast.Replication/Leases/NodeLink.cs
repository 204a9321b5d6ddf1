using Ballast.Replication.Members;

namespace Ballast.Replication.Leases;

/// <summary>This node's side of one pair of nodes: what the peer has promised to it, and what it has promised to the peer, for all groups together.</summary>
/// <remarks>
/// Sans-I/O: time is this node's monotonic clock, passed in. Gray and Cheriton, Leases (1989), with two additions: the holder counts from the sending
/// of its probe, and a lapse ends the epoch for good, so that a late heartbeat never revives what a group has left.
/// Thread-safe: the node keeps it going, its groups look at it, each on an executor of its own.
/// </remarks>
public sealed class NodeLink(NodeLife own, LeaseTerms terms)
{
    private readonly Lock _lock = new();
    private LeaseEpoch? _held;
    private TimeSpan _heldUntil;
    private LeaseEpoch? _returned;
    private ulong _number = 1;
    private TimeSpan _givenUntil;
    private TimeSpan _endedUntil;
    private NodeLife? _holder;
    private bool _isClosed;
    private TimeSpan? _heardAt;
    private NodeLife? _life;
    private TimeSpan? _fitSince;
    private NodeLife? _leavingLife;

    internal PlantedBug Planted { get; init; }

    /// <summary>The epoch of the peer's promises that groups may enter; none before the first answer.</summary>
    public LeaseEpoch? Held
    {
        get
        {
            lock (_lock)
                return _held;
        }
    }

    /// <summary>The epoch of this node's promises to the peer.</summary>
    public LeaseEpoch Given
    {
        get
        {
            lock (_lock)
                return new LeaseEpoch(own, _number);
        }
    }

    /// <summary>When the peer was last heard; null when never.</summary>
    public TimeSpan? HeardAt
    {
        get
        {
            lock (_lock)
                return _heardAt;
        }
    }

    /// <summary>The peer's, as it said last; null when it has said nothing.</summary>
    public NodeLife? Life
    {
        get
        {
            lock (_lock)
                return _life;
        }
    }

    /// <summary>Who speaks. On another memory the peer counts its starts from the beginning: its promises are told apart anew.</summary>
    public void Hear(NodeLife life)
    {
        lock (_lock)
        {
            if (_life is { } known && known.Memory != life.Memory)
                (_held, _returned, _holder, _leavingLife) = (null, null, null, null);
            _life = life;
        }
    }

    /// <summary>Since when the peer has been heard without a lapse, in one life, and fit to lead; null while it is not.</summary>
    public TimeSpan? FitSince(TimeSpan now)
    {
        lock (_lock)
            return _heardAt is { } heard && now - heard < terms.Duration && _leavingLife is null ? _fitSince : null;
    }

    public LeaseProbe Probe(TimeSpan now, bool isUnfit = false) => new(own, now, isUnfit);

    /// <summary>Until when the peer's promise of an epoch holds: zero for one that is over.</summary>
    public TimeSpan HeldUntil(LeaseEpoch epoch)
    {
        lock (_lock)
        {
            if (_held != epoch && !(Planted == PlantedBug.EpochSurvivesLapse && _held is not null))
                return TimeSpan.Zero;
            return Planted == PlantedBug.ServeAfterExpiry ? TimeSpan.MaxValue : _heldUntil;
        }
    }

    /// <summary>Whether a promise that a group entered in an epoch binds this node.</summary>
    public bool Binds(LeaseEpoch epoch, TimeSpan now)
    {
        lock (_lock)
            return now < (epoch == new LeaseEpoch(own, _number) ? _givenUntil : _endedUntil);
    }

    /// <summary>Whether an epoch of this node's promises goes on: it has not lapsed, and the peer is still the one that was promised to.</summary>
    public bool IsGiven(LeaseEpoch epoch, TimeSpan now)
    {
        lock (_lock)
            return epoch == new LeaseEpoch(own, _number) && now < _givenUntil;
    }

    /// <summary>A probe of the peer: the promise is made, or made anew; null when this node makes none any more.</summary>
    public LeaseGrant? On(LeaseProbe probe, TimeSpan now)
    {
        lock (_lock)
        {
            JudgeUnderLock(probe, now);
            _heardAt = now;
            if (_isClosed)
                return null;
            // A lapse ends an epoch; so does another life of the holder, which leads nothing that the last one led.
            if (now >= _givenUntil || _holder != probe.Life)
                EndEpochUnderLock();
            _holder = probe.Life;
            _givenUntil = now + terms.Duration;
            return new LeaseGrant(new LeaseEpoch(own, _number), probe.Life, probe.SentAt);
        }
    }

    public void On(LeaseGrant grant, TimeSpan now)
    {
        lock (_lock)
        {
            _heardAt = now;
            if (grant.ProbeLife != own || IsOver(grant.Epoch))
                return;
            var from = Planted == PlantedBug.LeaseFromReply ? now : grant.ProbeSentAt;
            var until = from + (Planted == PlantedBug.DriftIgnored ? terms.Duration : terms.HolderDuration);
            if (_held != grant.Epoch)
                (_held, _heldUntil) = (grant.Epoch, until);
            else if (until > _heldUntil)
                _heldUntil = until;
        }
    }

    /// <summary>Promises that were made bind until they run out, but are not made anew: groups must enter the next epoch.</summary>
    public void EndEpoch()
    {
        lock (_lock)
            EndEpochUnderLock();
    }

    /// <summary>This node is about to stop: it makes no promise any more, and asks the peer to give back what it holds.</summary>
    public LeaseReturn Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return new LeaseReturn(new LeaseEpoch(own, _number));
        }
    }

    /// <summary>The peer is about to stop: what it has promised is not relied upon from here on.</summary>
    public LeaseReturned On(LeaseReturn asked)
    {
        lock (_lock)
        {
            if (_returned is not { } returned || returned.Life.Memory != asked.Through.Life.Memory || returned.IsBefore(asked.Through))
                _returned = asked.Through;
            if (_held is { } held && IsOver(held))
                _held = null;
            _leavingLife = asked.Through.Life;
            return new LeaseReturned(asked.Through);
        }
    }

    /// <summary>The peer relies on none of this node's promises any more.</summary>
    public void On(LeaseReturned answer)
    {
        lock (_lock)
            if (_isClosed && answer.Through == new LeaseEpoch(own, _number))
                (_givenUntil, _endedUntil) = (default, default);
    }

    /// <summary>Whether any promise to the peer may still bind.</summary>
    public bool IsBound(TimeSpan now)
    {
        lock (_lock)
            return now < _givenUntil || now < _endedUntil;
    }

    private bool IsOver(LeaseEpoch epoch) =>
        _held is { } held && epoch.IsBefore(held) || _returned is { } returned && (epoch == returned || epoch.IsBefore(returned));

    private void JudgeUnderLock(LeaseProbe probe, TimeSpan now)
    {
        if (_leavingLife is { } leaving && (leaving.Memory != probe.Life.Memory || leaving.Boot < probe.Life.Boot))
            _leavingLife = null;
        if (probe.IsUnfit || _holder != probe.Life || _heardAt is not { } heard || now - heard >= terms.Duration)
            _fitSince = null;
        if (!probe.IsUnfit)
            _fitSince ??= now;
    }

    private void EndEpochUnderLock()
    {
        _number++;
        if (_givenUntil > _endedUntil)
            _endedUntil = _givenUntil;
        _givenUntil = default;
    }
}
