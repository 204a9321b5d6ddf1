using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <summary>One thing that a member must not forget, in the order in which it is to be appended to the node's log.</summary>
/// <param name="Sequence">Counts a member's records; <see cref="GroupMember.Durable"/> refers to it.</param>
/// <param name="Ballot">What the member has promised by it.</param>
/// <param name="Entry">What it has accepted; null for a promise alone.</param>
public sealed record GroupRecord(long Sequence, Ballot Ballot, GroupEntry? Entry);

/// <summary>What must now be done for a member: append the records; send the messages, none of which waits for them; apply what is chosen.</summary>
/// <param name="ChosenThrough">Every slot through here is chosen and durable at this member.</param>
/// <param name="NeedSnapshot">Peers that lack what this leader has trimmed.</param>
public sealed record Ready(IReadOnlyList<GroupRecord> Records, IReadOnlyList<GroupMessage> Messages, Slot ChosenThrough, IReadOnlyList<NodeId> NeedSnapshot);

/// <summary>What a member found when its node started.</summary>
/// <param name="Promised">The highest ballot that it has promised or accepted in.</param>
/// <param name="ChosenThrough">What its tree or its log says is chosen; everything through here is applied.</param>
/// <param name="Config">In force behind <paramref name="ChosenThrough"/>.</param>
/// <param name="Floor">Through here its log is trimmed; at most <paramref name="ChosenThrough"/>.</param>
/// <param name="Entries">What it has accepted behind <paramref name="Floor"/>, the newest ballot of each slot, without gaps.</param>
public sealed record MemberState(Ballot Promised, Slot ChosenThrough, GroupConfig Config, Slot Floor, IReadOnlyList<GroupEntry> Entries);

/// <summary>Bounds of a member.</summary>
public sealed record MemberLimits
{
    /// <summary>Payload of one Append, or of the chosen entries in one Promise; a single entry may be larger.</summary>
    public long MessageBytesMax { get; init; } = 1 << 20;

    /// <summary>Slots that a leader sends to a peer ahead of its acknowledgements.</summary>
    public int InFlightSlotsMax { get; init; } = 4096;
}
