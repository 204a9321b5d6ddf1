using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Members;

/// <summary>One thing that a member must not forget, in the order in which it is to be appended to the node's log.</summary>
/// <param name="Sequence">Counts a member's records; <see cref="GroupMember.Durable"/> refers to it.</param>
/// <param name="Ballot">What the member has promised by it.</param>
/// <param name="ChosenThrough">What the member knew as chosen.</param>
/// <param name="Entry">What it has accepted; null for a promise alone, or for what is chosen alone.</param>
/// <param name="Start">Where the log of a log replica begins; everything before is forgotten with it.</param>
/// <param name="IsFloor">Whether the log began before, and only begins later now: what was accepted behind the start stays.</param>
public readonly record struct GroupRecord(long Sequence, Ballot Ballot, Slot ChosenThrough, GroupEntry? Entry, LogStart? Start = null, bool IsFloor = false);

/// <summary>A chosen slot behind which a log begins: the value's origin, and the configuration in force behind it.</summary>
public readonly record struct LogStart(Slot Slot, Ballot Origin, GroupConfig Config);
