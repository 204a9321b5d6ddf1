using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Calls;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;

namespace Ballast.Node.Groups;

/// <summary>Members that begin and end on this node as their groups decide.</summary>
/// <remarks>
/// State belongs to the node's file executor. One thing at a time for each group: what comes meanwhile is as if it were lost.
/// Invariant: no incarnation of a member begins twice. It begins in one life of the node only, and there only behind every other that has ended.
/// </remarks>
internal sealed class MemberChanges(NodeHost host, ReplicaTable replicas)
{
    private readonly HashSet<GroupId> _changing = [];

    /// <summary>A member is told to begin its log, or to go on from another place.</summary>
    public void Begin(StartLog start) => host.Files.Post(() =>
    {
        if (_changing.Contains(start.Group))
            return;
        if (replicas.TryGetMember(start.Group, out var member) && member.Membership.Incarnation == start.Incarnation)
            member.Executor.Post(member.DeliveryOf(start));
        else if (MayBegin(start, member))
            host.Watch(BeginAsync(start));
        else if (start.Life is not null)
            host.Send(new Links.GroupMessages(host.Node, start.From, [new StartRefused(start.Group, host.Node, start.From, start.Ballot, start.Incarnation)]));
    });

    /// <summary>What <see cref="PlantedBug.AnyIncarnationCounts"/> does to a node that has nothing of a group.</summary>
    internal void BeginUnasked(GroupMessage message) => host.Files.Post(() =>
    {
        if (replicas.TryGetMember(message.Group, out _))
            return;
        var config = new GroupConfig(1, [new GroupVoter(host.Node, 1, MemberKind.Log)]);
        var made = replicas.AddLogReplica(message.Group, config, 1);
        made.Executor.Post(() =>
        {
            host.Join(made);
            made.Receive(message);
        });
    });

    /// <summary>A member that has lost its tree has no memory that counts: its group takes the node in anew.</summary>
    public void Forget(GroupId group) => host.Files.Post(() =>
    {
        if (replicas.TryGetMember(group, out var member) && member.Membership.Config.Voters.Length > 1 && !_changing.Contains(group))
            host.Watch(ForgetAsync(group));
    });

    /// <summary>A member has left its group: nothing of it is needed any more, here or elsewhere.</summary>
    public void Leave(GroupId group, ulong incarnation) => host.Files.Post(() =>
    {
        if (replicas.TryGetMember(group, out var member) && member.Membership.Incarnation == incarnation && !_changing.Contains(group))
            host.Watch(LeaveAsync(group));
    });

    private bool MayBegin(StartLog start, HostedMember? member) =>
        start.Life == host.Life
        && start.Incarnation > replicas.NewestEnded(start.Group)
        && (member is null || start.Incarnation > replicas.AdmissionOf(member));

    // Whatever this node had of the group before is of another incarnation, and means nothing any more.
    private async Task BeginAsync(StartLog start)
    {
        await CloseAsync(start.Group);
        if ((replicas.TryGetMember(start.Group, out _) || replicas.IsDamaged(start.Group, out _)) && !await TryDropAsync(start.Group))
        {
            await host.Files.InvokeAsync(() => Disown(start.Group));
            return;
        }
        await host.Files.InvokeAsync(() =>
        {
            Remove(start.Group);
            var made = replicas.AddLogReplica(start.Group, start.Start.Config, start.Incarnation);
            made.Executor.Post(() =>
            {
                host.Join(made);
                made.Receive(start);
            });
            return true;
        });
    }

    // The log may still have a part of what the member promised and accepted, and its vote counts until another is admitted: a restart must not bring it back.
    // Where there is no room for that record, everything stays as it is on the disk, and nobody uses it.
    private async Task ForgetAsync(GroupId group)
    {
        await CloseAsync(group);
        var isDropped = await TryDropAsync(group);
        await host.Files.InvokeAsync(() => isDropped ? Remove(group) : Disown(group));
    }

    // The record first, so that a restart does not bring back a member that has only a log. It may be this very member that holds the log: where there is no
    // room for the record, it goes without, and one that comes back leaves again.
    private async Task LeaveAsync(GroupId group)
    {
        await CloseAsync(group);
        await TryDropAsync(group);
        await host.Files.InvokeAsync(() => Remove(group));
    }

    private async Task<bool> TryDropAsync(GroupId group)
    {
        using var announcement = new GroupAnnouncement(host.Log);
        return await announcement.AppendNowAsync(new LogRecordHeader((byte)RecordType.GroupDropped, GroupChanges.DropFormatVersion, 0, group, default, Slot.BeforeLog)) == CallOutcome.Done;
    }

    // A copy that is just being installed makes another replica of the same member.
    private async Task CloseAsync(GroupId group)
    {
        _changing.Add(group);
        HostedMember? closed = null;
        while (replicas.TryGetMember(group, out var member) && member != closed)
        {
            await member.Executor.InvokeAsync(() =>
            {
                member.Membership.Resign();
                return true;
            });
            if (member is Replica replica)
                await await replica.Executor.InvokeAsync(replica.CloseTree);
            await member.Executor.InvokeAsync(() =>
            {
                member.Dispose();
                return true;
            });
            closed = member;
        }
    }

    private bool Disown(GroupId group)
    {
        if (replicas.TryGetMember(group, out var member) && member.NeedsLogFrom is { } start)
            host.HoldLog(group, start);
        replicas.Disown(group);
        _changing.Remove(group);
        return true;
    }

    private bool Remove(GroupId group)
    {
        replicas.Remove(group);
        host.ReleaseLog(group);
        host.LogFloorMoved();
        _changing.Remove(group);
        return true;
    }
}
