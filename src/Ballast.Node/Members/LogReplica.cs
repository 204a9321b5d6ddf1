using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>A member with the recent log and no tree: it votes and acknowledges, and answers nobody.</summary>
/// <remarks>
/// Its log begins later as its leader allows, but while a copy of a tree is on its way: the tree needs the log behind it. Each beginning is a record, a start.
/// Invariant: a restart finds in the node's log, from <see cref="NeedsLogFrom"/> on, first a start, and behind it every entry that is needed.
/// </remarks>
internal sealed class LogReplica : HostedMember
{
    private const long Nothing = -1;
    private readonly ReplicaHost _host;
    private readonly Queue<(LogPosition Start, LogPosition End)> _starts = new();
    private LogPosition _newestStart;
    private LogPosition _newestEnd;
    private long _needsLogFrom;
    private bool _isHeld;
    private bool _isFixed;

    /// <summary>One that begins now, or that was found when the node started.</summary>
    public LogReplica(ReplicaHost host, GroupId group, FoundMember found, HomeExecutor home)
        : base(group, home.Executor, Membership.Of(host, group, found, home))
    {
        _host = host;
        _needsLogFrom = found.NeedsLogFrom?.Value ?? Nothing;
        if (found.NeedsLogFrom is { } first)
            NoteStart(first, first);
    }

    public override LogPosition? NeedsLogFrom => Volatile.Read(ref _needsLogFrom) is var from and not Nothing ? new LogPosition(from) : null;

    /// <summary>What a member is before its first message: it has promised and accepted nothing.</summary>
    public static FoundMember Begin(GroupId group, GroupConfig config, ulong incarnation) =>
        new(group, new LogStart(Slot.BeforeLog, default, config), hasTree: false, default, incarnation);

    public override void Receive(GroupMessage message)
    {
        // The tree that takes its place needs the log behind it: a start that comes meanwhile, or later, is as if it were lost.
        if (message is StartLog && _isFixed)
            return;
        if (message is Append { Entries.Count: > 0 } && Membership.LogBytes > _host.Limits.UnappliedBytesMax)
            return;
        base.Receive(message);
    }

    // The start of an earlier beat is durable by now; one that is written at every beat never would be.
    public override void Beat()
    {
        base.Beat();
        ReleaseLog();
        if (MayMoveFloor && (KeepsMuch && Membership.FloorAllowed > Membership.Floor || IsStartOld))
            Membership.MoveFloor();
        else if (!IsEnded && Membership.IsWorthWritingAgain(HeldSince(new LogPosition(_needsLogFrom))))
            Membership.WriteAgain(Membership.Floor, movesFloor: MayMoveFloor);
    }

    public override void Moved()
    {
    }

    public override void NoteRecord(LogPosition start)
    {
        if (_needsLogFrom == Nothing)
            Volatile.Write(ref _needsLogFrom, start.Value);
    }

    public override void NoteStart(LogPosition start, LogPosition end)
    {
        _starts.Enqueue((start, end));
        (_newestStart, _newestEnd) = (start, end);
    }

    public override Slot HoldFloor(bool isHeld)
    {
        _isHeld = isHeld;
        return Membership.Floor;
    }

    public override void FixFloor(bool isFixed) => _isFixed = isFixed;

    // A vote that counts comes before a copy that is late: that begins anew.
    private bool MayMoveFloor => !_isFixed && !IsEnded && !Membership.IsBehind && (!_isHeld || Membership.LogBytes > _host.Limits.UnappliedBytesMax);

    private bool KeepsMuch => Membership.LogBytes > _host.Limits.KeptEntryBytesMax || HeldSince(new LogPosition(_needsLogFrom)) > _host.Limits.LogHeldBytesMax;

    // A group in which nothing happens must not hold the log: its start is written again, further behind.
    private bool IsStartOld => _starts.Count > 0 && HeldSince(_newestStart) > _host.Limits.LogHeldBytesMax;

    private long HeldSince(LogPosition start) => _host.Log.DurableThrough.Value - start.Value;

    // An older start goes when one behind it has all needed entries behind it. Which are needed follows from the newest start: a crash before that is durable
    // would need those of the one before.
    private void ReleaseLog()
    {
        if (_newestEnd > _host.Log.DurableThrough)
            return;
        var isReleased = false;
        while (_starts.Count > 1 && IsEnough(_starts.ElementAt(1).End))
        {
            _starts.Dequeue();
            isReleased = true;
        }
        if (!isReleased)
            return;
        Volatile.Write(ref _needsLogFrom, _starts.Peek().Start.Value);
        _host.LogFloorMoved();
    }

    private bool IsEnough(LogPosition end) => Membership.OldestNeeded is not { } oldest || end <= oldest;
}
