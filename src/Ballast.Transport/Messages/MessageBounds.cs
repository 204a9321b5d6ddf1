namespace Ballast.Transport.Messages;

/// <summary>What no number of a message passes, so that whoever takes it may go on counting.</summary>
internal static class MessageBounds
{
    /// <summary>Slots and the epochs of configurations.</summary>
    public const ulong CountMax = 1UL << 62;

    /// <summary>Rounds of ballots.</summary>
    public const uint RoundMax = 1u << 31;

    /// <summary>Readings of a clock, in ticks, either way from its zero.</summary>
    public const long TicksMax = long.MaxValue / 4;
}
