using Ballast.Foundation.Identity;

namespace Ballast.Replication.Groups;

/// <summary>What a slot of a group's log holds. Stored: numbers never change.</summary>
public enum EntryKind : byte
{
    /// <summary>A record of the group's owner.</summary>
    Command = 1,

    /// <summary>Nothing: a new leader fills gaps with it and begins its ballot with one.</summary>
    NoOp = 2,

    /// <summary>A configuration, in force behind its slot.</summary>
    Config = 3,
}

/// <summary>A value that was accepted for a slot, and in which ballot.</summary>
/// <param name="Type">The owner's record type of a command; 0 otherwise.</param>
public sealed record GroupEntry(Slot Slot, Ballot Ballot, EntryKind Kind, byte Type, ReadOnlyMemory<byte> Payload, GroupConfig? Config = null)
{
    public static GroupEntry NoOp(Slot slot, Ballot ballot) => new(slot, ballot, EntryKind.NoOp, 0, default);

    /// <summary>The same value, accepted in another ballot.</summary>
    public GroupEntry In(Ballot ballot) => this with { Ballot = ballot };
}
