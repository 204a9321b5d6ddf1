using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>A member with the recent log and no tree: it votes and acknowledges, and answers nobody.</summary>
/// <remarks>It keeps its log from where it began until a tree has come.</remarks>
internal sealed class LogReplica : HostedMember
{
    private const long Nothing = -1;
    private readonly ReplicaHost _host;
    private long _needsLogFrom;

    /// <summary>One that begins now, or that was found when the node started.</summary>
    public LogReplica(ReplicaHost host, GroupId group, FoundMember found, HomeExecutor home) : base(host, group, home, found.State(), found.Places)
    {
        _host = host;
        _needsLogFrom = found.NeedsLogFrom?.Value ?? Nothing;
    }

    public override LogPosition? NeedsLogFrom => Volatile.Read(ref _needsLogFrom) is var from and not Nothing ? new LogPosition(from) : null;

    /// <summary>What a member is before its first message: it has promised and accepted nothing.</summary>
    public static FoundMember Begin(GroupId group, GroupConfig config, ulong incarnation) =>
        new(group, new LogStart(Slot.BeforeLog, default, config), hasTree: false, default, incarnation);

    public override void Receive(GroupMessage message)
    {
        if (message is Append { Entries.Count: > 0 } && Membership.LogBytes > _host.Limits.UnappliedBytesMax)
            return;
        base.Receive(message);
    }

    public override void Moved()
    {
    }

    public override void NoteRecord(LogPosition start)
    {
        if (_needsLogFrom == Nothing)
            Volatile.Write(ref _needsLogFrom, start.Value);
    }
}
