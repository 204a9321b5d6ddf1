using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Messages;

/// <summary>What members of a group say to each other. It may be lost, doubled, late and out of order.</summary>
/// <param name="Ballot">The ballot that the message is about.</param>
public abstract record GroupMessage(GroupId Group, NodeId From, NodeId To, Ballot Ballot);

/// <summary>A candidate asks for a promise, and for everything accepted from <paramref name="First"/> on (phase 1a).</summary>
/// <param name="First">The first slot that the candidate does not know as chosen.</param>
public sealed record Prepare(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot First) : GroupMessage(Group, From, To, Ballot);

/// <summary>The promise to accept nothing of a lower ballot, and what was accepted (phase 1b). It is durable.</summary>
/// <param name="ChosenThrough">How far the member knows the log to be chosen.</param>
/// <param name="Accepted">What it holds from the asked slot on, in the order of slots; those through <paramref name="ChosenThrough"/> are chosen.</param>
public sealed record Promise(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot ChosenThrough, IReadOnlyList<GroupEntry> Accepted)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The member has promised a higher ballot, or cannot help the candidate from so early a slot.</summary>
/// <param name="Promised">What it has promised.</param>
/// <param name="ChosenThrough">How far it knows the log to be chosen.</param>
public sealed record Refused(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Ballot Promised, Slot ChosenThrough) : GroupMessage(Group, From, To, Ballot);

/// <summary>The leader's values for the slots from <paramref name="First"/> on (phase 2a), or none: then it only tells what is chosen.</summary>
/// <param name="ChosenThrough">Every slot through this is chosen, with the value that the leader has sent in this ballot.</param>
public sealed record Append(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot First, IReadOnlyList<GroupEntry> Entries, Slot ChosenThrough)
    : GroupMessage(Group, From, To, Ballot);

/// <summary>The member durably holds the leader's values through a slot (phase 2b).</summary>
public sealed record Accepted(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot Through) : GroupMessage(Group, From, To, Ballot);

/// <summary>The member lacks slots before what was sent: the leader goes on behind <paramref name="Through"/>.</summary>
/// <param name="Through">Everything through here it knows as chosen, or has accepted in this ballot.</param>
public sealed record Behind(GroupId Group, NodeId From, NodeId To, Ballot Ballot, Slot Through) : GroupMessage(Group, From, To, Ballot);
