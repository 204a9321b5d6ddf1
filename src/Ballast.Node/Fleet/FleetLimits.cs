namespace Ballast.Node.Fleet;

/// <summary>Bounds of those who look for leaders, and of what they ask other nodes.</summary>
public sealed record FleetLimits
{
    /// <summary>Calls that wait for a leader, of all groups together; more are refused.</summary>
    public int WaitingCallsMax { get; init; } = 16384;

    /// <summary>Members of a group that is made, as far as there are zones.</summary>
    public int CopiesMax { get; init; } = 3;

    /// <summary>How long a call waits for a leader before it is refused.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls that one other node has not answered; more are refused.</summary>
    public int CallsOfNodeMax { get; init; } = 16384;

    /// <summary>How long another node may take for a call. A replica that cannot finish one says so long before.</summary>
    public TimeSpan CallMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long another node may take to tell what it knows of a group; one that is slower counts as away.</summary>
    public TimeSpan LookMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long another node may take to read all that its replica of a group holds.</summary>
    public TimeSpan ChecksumMax { get; init; } = TimeSpan.FromHours(1);
}
