namespace Ballast.Replication.Leases;

/// <summary>How long a promise between nodes lasts, and how wrong clocks may be.</summary>
/// <param name="Duration">Counted by the node that gives the promise, on its clock.</param>
/// <param name="DriftPpmMax">A second of true time is between 1 - d and 1 + d seconds of any node's clock, in millionths.</param>
public sealed record LeaseTerms(TimeSpan Duration, int DriftPpmMax)
{
    private const long Million = 1_000_000;

    /// <summary>How long the holder counts: by a slow clock, no longer than <see cref="Duration"/> by a fast one.</summary>
    public TimeSpan HolderDuration => new((long)((Int128)Duration.Ticks * (Million - DriftPpmMax) / (Million + DriftPpmMax)));

    /// <summary>How long a node that may have forgotten promises helps nobody.</summary>
    public TimeSpan RestartWait => new((long)((Int128)Duration.Ticks * (Million + DriftPpmMax) / (Million - DriftPpmMax)) + 1);
}

/// <summary>A run of promises of one node to another without a lapse. A later one has a higher number; one that ended never comes back.</summary>
/// <param name="Life">Of the node that promises.</param>
public readonly record struct LeaseEpoch(NodeLife Life, ulong Number)
{
    /// <summary>Whether this is another of the same memory, and earlier. Epochs of different memories have no order: a node that has forgotten counts from the beginning again.</summary>
    public bool IsBefore(LeaseEpoch other) =>
        Life.Memory == other.Life.Memory && (Life.Boot < other.Life.Boot || Life.Boot == other.Life.Boot && Number < other.Number);
}

/// <summary>A node asks another for a promise. The answer brings <paramref name="SentAt"/> back.</summary>
/// <param name="Life">Of the node that asks; an answer to an earlier life is worth nothing.</param>
/// <param name="SentAt">By the clock of the node that asks.</param>
/// <param name="IsUnfit">Whether the node that asks is to lead nothing, for its disk hangs or is full, or it is about to stop.</param>
public sealed record LeaseProbe(NodeLife Life, TimeSpan SentAt, bool IsUnfit);

/// <summary>For each group in which I follow you and entered this epoch: I help nobody else until my clock has run the lease's duration from now.</summary>
public sealed record LeaseGrant(LeaseEpoch Epoch, NodeLife ProbeLife, TimeSpan ProbeSentAt);

/// <summary>The sender is about to stop. Its promises through an epoch are to be given back.</summary>
public sealed record LeaseReturn(LeaseEpoch Through);

/// <summary>The sender relies on no promise through an epoch any more, and on none that comes late.</summary>
public sealed record LeaseReturned(LeaseEpoch Through);
