using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;

namespace Ballast.Replication.Messages;

/// <summary>What members of a group say to each other. It may be lost, doubled, late and out of order.</summary>
/// <param name="Ballot">The ballot that the message is about.</param>
public abstract record GroupMessage(GroupId Group, NodeId From, NodeId To, Ballot Ballot);

/// <summary>A candidate asks for a promise, and for everything accepted from <paramref name="First"/> on (phase 1a).</summary>
/// <param name="First">The first slot that the candidate does not know as chosen.</param>
/// <param name="Released">The ballot whose leader has handed over to the candidate, and serves no more; none otherwise.</param>
public sealed record Prepare(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot First, Ballot Released) : GroupMessage(Group, From, To, Ballot);

/// <summary>The promise to accept nothing of a lower ballot, and what was accepted (phase 1b). It is durable.</summary>
/// <param name="ChosenThrough">How far the member knows the log to be chosen.</param>
/// <param name="Accepted">What it holds from the asked slot on, in the order of slots; those through <paramref name="ChosenThrough"/> are chosen.</param>
/// <param name="Floor">Nothing through here is in <paramref name="Accepted"/>; it is chosen.</param>
/// <param name="FloorOrigin">Of the value at the floor: a candidate that has it has everything before it, too.</param>
/// <param name="IsWhole">Whether that is everything; if not, the candidate takes what is chosen of it and asks again from there.</param>
public sealed record Promise(
    GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation, Slot ChosenThrough, Slot Floor, Ballot FloorOrigin,
    IReadOnlyList<GroupEntry> Accepted, bool IsWhole)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The member has promised a higher ballot, or is bound to another leader.</summary>
/// <param name="Promised">What it has promised.</param>
public sealed record Refused(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Ballot Promised) : GroupMessage(Group, From, To, Ballot);

/// <summary>The leader's values for the slots from <paramref name="First"/> on (phase 2a), or none: then it only tells what is chosen.</summary>
/// <param name="ChosenThrough">Every slot through this is chosen, with the value that the leader has sent in this ballot.</param>
/// <param name="Lease">The epoch of the receiver's promises that the leader invites the group into.</param>
/// <param name="Floor">Every storage replica with a tree durably has everything through here, and knows it as chosen: a member without a tree need not keep it.</param>
/// <param name="Rests">Whether the leader has nothing more to say: a receiver that holds everything rests, bound to this ballot, slot and lease.</param>
public sealed record Append(
    GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot First, IReadOnlyList<GroupEntry> Entries, Slot ChosenThrough, LeaseEpoch? Lease, Slot Floor, bool Rests)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The member durably holds the leader's values through a slot (phase 2b).</summary>
/// <param name="ChosenThrough">What it knows as chosen, and would know after a restart as far as configurations go.</param>
/// <param name="Entered">The epoch in which it is bound to the leader in this ballot; none when it is not.</param>
/// <param name="HasTree">Whether it could apply what it holds: a log replica, or one that was, could not.</param>
/// <param name="Rests">Whether it counts on the leader without hearing it. One that wakes says so, unasked.</param>
public sealed record Accepted(
    GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation, Slot Through, Slot ChosenThrough, LeaseEpoch? Entered, bool HasTree, bool Rests)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The member lacks slots before what was sent: the leader goes on behind <paramref name="Through"/>.</summary>
/// <param name="Through">Everything through here it knows as chosen, or has accepted in this ballot.</param>
/// <param name="Incarnation">0 when the node has nothing of the group.</param>
public sealed record Behind(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot Through, ulong Incarnation) : GroupMessage(Group, From, To, Ballot);

/// <summary>A log replica begins its log behind a chosen slot.</summary>
/// <param name="Incarnation">As which it begins, or has begun.</param>
/// <param name="Life">In which a new one may begin with nothing, and in no other; none where it has begun, and is only to go on from here.</param>
public sealed record StartLog(GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation, LogStart Start, NodeLife? Life) : GroupMessage(Group, From, To, Ballot);

/// <summary>The node does not begin as this incarnation of the member: it may have been that one already, and have forgotten it.</summary>
public sealed record StartRefused(GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation) : GroupMessage(Group, From, To, Ballot);

/// <summary>A member that hears no leader asks whether it is one still.</summary>
/// <param name="Epoch">Of the newest configuration that it knows.</param>
/// <param name="IsComing">Whether it has begun, and knows no configuration that could have admitted it.</param>
/// <param name="IsPassedOn">Whether a follower has passed it on to its leader.</param>
public sealed record AskMembership(GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation, ulong Epoch, bool IsComing, bool IsPassedOn)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The receiver has left the group in this incarnation, for ever; every member of the configuration in force knows it, and needs nothing that it has.</summary>
/// <param name="Config">In force.</param>
public sealed record MemberLeft(GroupId Group, NodeId From, NodeId To, Ballot Ballot, ulong Incarnation, GroupConfig Config) : GroupMessage(Group, From, To, Ballot);

/// <summary>A follower that does not hear its leader asks the others whether they do.</summary>
public sealed record AskLeader(GroupId Group, NodeId From, NodeId To, Ballot Ballot) : GroupMessage(Group, From, To, Ballot);

/// <summary>Whether the member leads, or hears a leader that is not the one who asks.</summary>
public sealed record LeaderHeard(GroupId Group, NodeId From, NodeId To, Ballot Ballot, bool IsHeard) : GroupMessage(Group, From, To, Ballot);

/// <summary>The sender does not lead in its ballot any more, and never will again: nobody is bound to it.</summary>
public sealed record Released(GroupId Group, NodeId From, NodeId To, Ballot Ballot) : GroupMessage(Group, From, To, Ballot);

/// <summary>The leader of the ballot has stopped serving; the receiver, which holds all of its log, is to lead.</summary>
public sealed record TakeLead(GroupId Group, NodeId From, NodeId To, Ballot Ballot) : GroupMessage(Group, From, To, Ballot);
