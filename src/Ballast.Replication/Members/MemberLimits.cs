namespace Ballast.Replication.Members;

/// <summary>Bounds of a member.</summary>
public sealed record MemberLimits
{
    /// <summary>Payload of one Append, or of the chosen entries in one Promise; a single entry may be larger.</summary>
    public long MessageBytesMax { get; init; } = 1 << 20;

    /// <summary>Slots that a leader sends to a peer ahead of its acknowledgements.</summary>
    public int InFlightSlotsMax { get; init; } = 4096;

    /// <summary>Payload that a leader sends to a peer ahead of its acknowledgements; one message more where this is not reached.</summary>
    public long InFlightBytesMax { get; init; } = 8 << 20;

    /// <summary>Slots that a leader proposes ahead of what is chosen. It bounds what a promise carries, too.</summary>
    public int UnchosenSlotsMax { get; init; } = 4096;

    /// <summary>How long a leader may be silent before its followers ask each other for it. A little longer than promises last: before, nobody could lead anyway.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(1100);

    /// <summary>How long a leader leads, and the preferred node is well, before the lead goes there; and before that is tried again.</summary>
    public TimeSpan PreferenceAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing moves in a group before it rests.</summary>
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromSeconds(1);
}
