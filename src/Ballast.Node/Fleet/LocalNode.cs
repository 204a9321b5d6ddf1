using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Replication.Groups;

namespace Ballast.Node.Fleet;

/// <summary>A storage node of this process.</summary>
internal sealed class LocalNode(StorageNode node) : FleetNode(new NodePlace(node.Identity.Node, node.Zone))
{
    public override Taking Take(ReplicaCall call)
    {
        if (node.Find(call.Group) is not { } replica)
            return node.Hosts(call.Group) ? Taking.Passed : Taking.Absent;
        call.SubmitTo(replica);
        return Taking.Taken;
    }

    public override Task<GroupSight?> LookAsync(GroupId group) => Task.FromResult<GroupSight?>(node.Look(group));

    public override Task<CallOutcome> MakeAsync(GroupId group, PartitionSchema schema, GroupConfig config) => node.CreateGroupAsync(group, schema, config);

    public override async Task<CallOutcome?> DropAsync(GroupId group) => await node.DropGroupAsync(group);

    public override Task<PartitionFigures?> CountAsync(GroupId group) => node.DescribeGroupAsync(group);

    public override Task<ReplicaChecksum?> ChecksumAsync(GroupId group) => node.ChecksumAsync(group);
}
