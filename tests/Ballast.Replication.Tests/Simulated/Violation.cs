namespace Ballast.Replication.Tests.Simulated;

/// <summary>What a checker may find.</summary>
public enum Checker
{
    /// <summary>Two values for a slot.</summary>
    Agreement,

    /// <summary>A command applied behind others than its leader saw when it proposed it.</summary>
    PrimaryOrder,

    /// <summary>An acknowledged command that is not in the log.</summary>
    Acknowledged,

    /// <summary>Two leaders that may serve at one moment.</summary>
    OneServing,

    /// <summary>A consistent read that misses what was acknowledged before it began.</summary>
    FreshRead,

    /// <summary>No progress, or replicas that stay behind, after the faults ended.</summary>
    Liveness,

    /// <summary>A claim of the code itself.</summary>
    Invariant,
}

public sealed class ViolationException(Checker checker, string what) : Exception($"{checker}: {what}")
{
    public Checker Checker => checker;
}
