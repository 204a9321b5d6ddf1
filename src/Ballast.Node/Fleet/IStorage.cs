using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;

namespace Ballast.Node.Fleet;

/// <summary>The storage nodes as request routers and the control plane see them: groups, wherever their replicas are.</summary>
public interface IStorage
{
    /// <summary>Whether any node has ever held anything that was acknowledged.</summary>
    bool HasHistory { get; }

    /// <summary>Every group that any node has, in service or not.</summary>
    IReadOnlyList<GroupId> Groups { get; }

    /// <summary>Whether any node has a replica of the group, in service or not.</summary>
    bool Hosts(GroupId group);

    /// <summary>Runs a call on the group's leader; one that finds none waits for it, within a bound.</summary>
    ValueTask SubmitAsync(GroupId group, ReplicaCall call);

    /// <summary>Makes a group on its first members, durably on a majority of them. Doing it again is harmless.</summary>
    Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema);

    /// <summary>Ends a group and deletes its data on every node, durably. Doing it again is harmless.</summary>
    Task<CallOutcome> DropGroupAsync(GroupId group);

    /// <summary>Counts of a group as of its leader's last applied write; null when nobody has such a group in service.</summary>
    Task<PartitionFigures?> DescribeGroupAsync(GroupId group);
}
