using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;

namespace Ballast.Node.Fleet;

/// <summary>The storage nodes as request routers and the control plane see them: groups, wherever their replicas are.</summary>
public interface IStorage
{
    /// <summary>Runs a call on the group's leader; one that finds none waits for it, within a bound.</summary>
    ValueTask SubmitAsync(GroupId group, ReplicaCall call);

    /// <summary>Makes the root group where the cluster is new, and waits until it has a leader that serves. Doing it again is harmless.</summary>
    /// <exception cref="TreeMissingException">Every node answers, some have held something before, and none has a replica of the root group.</exception>
    Task<CallOutcome> FoundAsync(GroupId root, PartitionSchema schema);

    /// <summary>Makes a group on its first members, durably on a majority of them. Its id was never used before, and is used once.</summary>
    Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema);

    /// <summary>Ends a group and deletes its data, durably, on every node that can be reached. Doing it again is harmless.</summary>
    Task<CallOutcome> DropGroupAsync(GroupId group);

    /// <summary>Counts of a group as of its leader's last applied write; null when nobody has such a group in service.</summary>
    Task<PartitionFigures?> DescribeGroupAsync(GroupId group);

    /// <summary>False only when every node answers that it has nothing of the group.</summary>
    Task<bool> MayHostAsync(GroupId group);

    /// <summary>Every group that a node of this process has, in service or not.</summary>
    IReadOnlyList<GroupId> LocalGroups { get; }

    /// <summary>As <see cref="DropGroupAsync"/>, on the nodes of this process only.</summary>
    Task<CallOutcome> DropLocalAsync(GroupId group);
}
