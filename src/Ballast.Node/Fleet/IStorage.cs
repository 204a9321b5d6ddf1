using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;

namespace Ballast.Node.Fleet;

/// <summary>The storage nodes as request routers and the control plane see them: groups, wherever their replicas are.</summary>
public interface IStorage
{
    /// <summary>Every group that a node of this process has, in service or not.</summary>
    IReadOnlyList<GroupId> LocalGroups { get; }

    /// <summary>Runs a call on the group's leader; one that finds none waits for it, within a bound.</summary>
    ValueTask SubmitAsync(GroupId group, ReplicaCall call);

    /// <summary>Makes the first group of a new cluster, where that has not been done, and waits until it serves.</summary>
    /// <exception cref="Groups.TreeMissingException">Every node answers, some have a past, and none has the group.</exception>
    Task FoundAsync(GroupId root, PartitionSchema schema);

    /// <summary>Makes a group that was never made before, durably on a majority of its first members.</summary>
    Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema);

    /// <summary>Ends a group and deletes its data, durably, on every node that can be reached.</summary>
    Task<CallOutcome> DropGroupAsync(GroupId group);

    /// <summary>Ends what the nodes of this process have of a group.</summary>
    Task<CallOutcome> DropLocalAsync(GroupId group);

    /// <summary>False only when every node says that it has nothing of the group.</summary>
    Task<bool> MayHostAsync(GroupId group);

    /// <summary>Counts of a group as of its leader's last applied write; null when nobody has such a group in service.</summary>
    Task<PartitionFigures?> DescribeGroupAsync(GroupId group);
}
