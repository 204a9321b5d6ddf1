namespace Ballast.Simulation.Checks;

/// <summary>What a checker may find.</summary>
internal enum Checker
{
    /// <summary>Two values for a slot.</summary>
    Agreement,

    /// <summary>What clients saw is not what one copy would have shown.</summary>
    Linearizability,

    /// <summary>An eventually consistent read saw what was never there, or went back.</summary>
    StaleReads,

    /// <summary>Two replicas of a group that may serve at one moment.</summary>
    OneLeader,

    /// <summary>A replica that lost what it had applied, or skipped something.</summary>
    AppliedOrder,

    /// <summary>Replicas that differ at the same slot.</summary>
    EqualReplicas,

    /// <summary>No progress, or no whole groups, within the bound after the faults ended.</summary>
    Liveness,

    /// <summary>Memory, disk or network beyond a named bound.</summary>
    Bounds,

    /// <summary>A node that does not open though nothing was done to its disk, or that stops.</summary>
    Node,

    /// <summary>A claim of the code itself.</summary>
    Invariant,
}

internal sealed class ViolationException(Checker checker, string what, Exception? inner = null) : Exception($"{checker}: {what}", inner)
{
    public Checker Checker => checker;
}
