using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <summary>One thing that a member must not forget, in the order in which it is to be appended to the node's log.</summary>
/// <param name="Sequence">Counts a member's records; <see cref="GroupMember.Durable"/> refers to it.</param>
/// <param name="Ballot">What the member has promised by it.</param>
/// <param name="ChosenThrough">What the member knew as chosen.</param>
/// <param name="Entry">What it has accepted; null for a promise alone, or for what is chosen alone.</param>
/// <param name="Start">Where the log of a log replica begins; everything before is forgotten with it.</param>
public sealed record GroupRecord(long Sequence, Ballot Ballot, Slot ChosenThrough, GroupEntry? Entry, LogStart? Start = null);

/// <summary>A chosen slot behind which a log begins: the value's origin, and the configuration in force behind it.</summary>
public sealed record LogStart(Slot Slot, Ballot Origin, GroupConfig Config);

/// <summary>What must now be done for a member: append the records; send the messages, none of which waits for them; apply what is chosen.</summary>
/// <param name="ChosenThrough">Every slot through here is chosen and durable at this member.</param>
/// <param name="NeedSnapshot">Peers that lack what this leader has trimmed, or have a log and no tree.</param>
public sealed record Ready(IReadOnlyList<GroupRecord> Records, IReadOnlyList<GroupMessage> Messages, Slot ChosenThrough, IReadOnlyList<NodeId> NeedSnapshot);

/// <summary>What a member found when its node started.</summary>
/// <param name="Incarnation">Of the node. One that forgot anything has a new one, and no vote before a configuration has it.</param>
/// <param name="Promised">The highest ballot that it has promised or accepted in.</param>
/// <param name="Base">What its tree holds, or where a log replica's log begins.</param>
/// <param name="HasTree">Whether <paramref name="Base"/> is a tree's.</param>
/// <param name="ChosenThrough">The most that its records and its base say is chosen.</param>
/// <param name="Floor">Through here its log is trimmed; at most the slot of the base.</param>
/// <param name="FloorOrigin">Of the value at the floor.</param>
/// <param name="Entries">What it has accepted behind the floor, the newest ballot of each slot, without gaps.</param>
public sealed record MemberState(
    ulong Incarnation, Ballot Promised, LogStart Base, bool HasTree, Slot ChosenThrough, Slot Floor, Ballot FloorOrigin, IReadOnlyList<GroupEntry> Entries)
{
    /// <summary>A member of a group that begins.</summary>
    public static MemberState New(ulong incarnation, GroupConfig first) =>
        new(incarnation, default, new LogStart(Slot.BeforeLog, default, first), true, Slot.BeforeLog, Slot.BeforeLog, default, []);
}

/// <summary>Bounds of a member.</summary>
public sealed record MemberLimits
{
    /// <summary>Payload of one Append, or of the chosen entries in one Promise; a single entry may be larger.</summary>
    public long MessageBytesMax { get; init; } = 1 << 20;

    /// <summary>Slots that a leader sends to a peer ahead of its acknowledgements.</summary>
    public int InFlightSlotsMax { get; init; } = 4096;

    /// <summary>Slots that a leader proposes ahead of what is chosen. It bounds what a promise carries, too.</summary>
    public int UnchosenSlotsMax { get; init; } = 4096;

    /// <summary>How long a leader may be silent before its followers ask each other for it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(1500);
}
