namespace Ballast.Node.Fleet;

/// <summary>Bounds of those who look for leaders.</summary>
public sealed record FleetLimits
{
    /// <summary>Calls that wait for a leader, of all groups together; more are refused.</summary>
    public int WaitingCallsMax { get; init; } = 16384;

    /// <summary>Members of a group that is made, as far as there are zones.</summary>
    public int CopiesMax { get; init; } = 3;

    /// <summary>How long a call waits for a leader before it is refused.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(10);
}
