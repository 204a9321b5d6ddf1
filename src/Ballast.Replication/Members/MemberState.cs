using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

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
    /// <summary>Whether it was there when the group was made: its incarnation is its node's, and no epoch admitted it.</summary>
    public bool IsFounder { get; init; }

    /// <summary>A member of a group that begins.</summary>
    public static MemberState New(ulong incarnation, GroupConfig first) =>
        new(incarnation, default, new LogStart(Slot.BeforeLog, default, first), true, Slot.BeforeLog, Slot.BeforeLog, default, []);
}
