using Ballast.Foundation.Identity;

namespace Ballast.Replication.Groups;

/// <summary>What a slot of a group's log holds. Stored: numbers never change.</summary>
public enum EntryKind : byte
{
    /// <summary>A record of the group's owner.</summary>
    Command = 1,

    /// <summary>Nothing: a new leader begins its ballot with it.</summary>
    NoOp = 2,

    /// <summary>A configuration, in force behind its slot.</summary>
    Config = 3,
}

/// <summary>A value that was accepted for a slot, and in which ballot.</summary>
/// <param name="Ballot">The newest ballot in which it was accepted.</param>
/// <param name="Origin">The ballot that proposed it first; with the slot it names the value.</param>
/// <param name="Previous">The origin of the value before it in the log of the leader that proposed it first.</param>
/// <param name="Type">The owner's record type of a command; 0 otherwise.</param>
public sealed record GroupEntry(
    Slot Slot, Ballot Ballot, Ballot Origin, Ballot Previous, EntryKind Kind, byte Type, ReadOnlyMemory<byte> Payload, GroupConfig? Config = null)
{
    /// <summary>The same value, accepted in another ballot.</summary>
    public GroupEntry In(Ballot ballot) => this with { Ballot = ballot };
}
