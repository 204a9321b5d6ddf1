using Ballast.Replication.Members;

namespace Ballast.Replication.Leases;

/// <summary>This node's side of one pair of nodes: what the peer has promised to it, and what it has promised to the peer, for all groups together.</summary>
/// <remarks>
/// Sans-I/O: time is this node's monotonic clock, passed in. Gray and Cheriton, Leases (1989), with two additions: the holder counts from the sending
/// of its probe, and a lapse ends the epoch for good, so that a late heartbeat never revives what a group has left.
/// Owned by the node; groups look at it.
/// </remarks>
public sealed class NodeLink(ulong boot, LeaseTerms terms)
{
    private LeaseEpoch? _held;
    private TimeSpan _heldUntil;
    private ulong _number = 1;
    private TimeSpan _givenUntil;
    private TimeSpan _endedUntil;
    private ulong? _holderBoot;

    internal PlantedBug Planted { get; init; }

    /// <summary>The epoch of the peer's promises that groups may enter; none before the first answer.</summary>
    public LeaseEpoch? Held => _held;

    /// <summary>The epoch of this node's promises to the peer.</summary>
    public LeaseEpoch Given => new(boot, _number);

    public LeaseProbe Probe(TimeSpan now) => new(boot, now);

    /// <summary>Whether the peer's promise of an epoch still holds.</summary>
    public bool Holds(LeaseEpoch epoch, TimeSpan now) =>
        (_held == epoch || Planted == PlantedBug.EpochSurvivesLapse && _held is not null) && (now < _heldUntil || Planted == PlantedBug.ServeAfterExpiry);

    /// <summary>Whether a promise that a group entered in an epoch binds this node.</summary>
    public bool Binds(LeaseEpoch epoch, TimeSpan now) => now < (epoch == Given ? _givenUntil : _endedUntil);

    /// <summary>A probe of the peer: the promise is made, or made anew.</summary>
    public LeaseGrant On(LeaseProbe probe, TimeSpan now)
    {
        // A lapse ends an epoch; so does another life of the holder, which leads nothing that the last one led.
        if (now >= _givenUntil || _holderBoot != probe.Boot)
            EndEpoch();
        _holderBoot = probe.Boot;
        _givenUntil = now + terms.Duration;
        return new LeaseGrant(Given, probe.Boot, probe.SentAt);
    }

    public void On(LeaseGrant grant, TimeSpan now)
    {
        if (grant.ProbeBoot != boot || _held is { } held && grant.Epoch.CompareTo(held) < 0)
            return;
        var from = Planted == PlantedBug.LeaseFromReply ? now : grant.ProbeSentAt;
        var until = from + (Planted == PlantedBug.DriftIgnored ? terms.Duration : terms.HolderDuration);
        if (_held != grant.Epoch)
            (_held, _heldUntil) = (grant.Epoch, until);
        else if (until > _heldUntil)
            _heldUntil = until;
    }

    /// <summary>Promises that were made bind until they run out, but are not made anew: groups must enter the next epoch.</summary>
    public void EndEpoch()
    {
        _number++;
        if (_givenUntil > _endedUntil)
            _endedUntil = _givenUntil;
        _givenUntil = default;
    }
}
