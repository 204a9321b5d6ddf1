using Ballast.Foundation;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;

namespace Ballast.Node.Members;

/// <summary>A replica's seat in its group: carries what the member decides into the node's log and onto the network, and tells it what is durable.</summary>
/// <remarks>
/// Everything here runs on the replica's executor. Records reach the log in the order in which the member made them; what the log has no room for
/// waits in <see cref="_waiting"/>, and nothing is proposed meanwhile. The owner is told after each step.
/// Invariant: every record whose entry is not released yet lies behind <see cref="OldestNeeded"/>.
/// </remarks>
internal sealed class Membership : ILogSubscriber, IDisposable
{
    private const int WorthTimes = 4;
    private readonly ReplicaHost _host;
    private readonly GroupId _group;
    private readonly GroupMember _member;
    private readonly Executor _executor;
    private readonly Outbox _outbox;
    private readonly IWorkItem _durable;
    private readonly IWorkItem _flush;
    private readonly Queue<GroupRecord> _waiting = new();
    private readonly Queue<(long Sequence, LogPosition End)> _appended = new();
    private readonly EntryPlaces _places;
    private LogAppender? _log;
    private Action? _whenNotLeading;
    private ulong _isIn;
    private bool _isFlushPosted;
    private bool _isFull;
    private (long Sequence, long NotedBefore)? _writtenAgain;

    private Membership(
        ReplicaHost host, GroupId group, MemberState found, EntryPlaces places, Executor executor, Outbox outbox)
    {
        (_host, _group, _executor, _outbox, _places) = (host, group, executor, outbox, places);
        if (host.Planted == PlantedBug.HostForgetsPromise)
            found = found with { Promised = found.Entries.Select(static entry => entry.Ballot).DefaultIfEmpty().Max() };
        _member = new GroupMember(group, host.Node, found with { IsFounder = found.Incarnation == host.Life.Memory }, host.Links, host.Limits.Member) { Planted = host.Planted };
        _durable = new DelegateWork(LogIsDurable);
        _flush = new DelegateWork(Flush);
    }

    /// <summary>Who keeps what the member decides.</summary>
    public HostedMember Owner { get; set; } = null!;

    /// <summary>The seat of a member that was found, or begins.</summary>
    public static Membership Of(ReplicaHost host, GroupId group, FoundMember found, HomeExecutor home) =>
        new(host, group, found.State(), found.Places, home.Executor, home.Outbox);

    public GroupConfig Config => _member.Config;
    public Ballot Promised => _member.Promised;
    public Ballot? Leads => _member.Leads;
    public long LogBytes => _member.LogBytes;
    public bool HasTree => _member.HasTree;
    public ulong Incarnation => _member.Incarnation;
    public Slot Applicable => _member.Applicable;
    public Slot Accepted => _member.Accepted;
    public Slot Floor => _member.Floor;
    public Slot ChosenThrough => _member.ChosenThrough;
    public Slot LastSlot => _member.LastSlot;
    public bool HoldsChange => _member.HoldsChange;
    public Slot FloorAllowed => _member.FloorAllowed;
    public IEnumerable<PeerState> Peers => _member.Peers;
    public (TimeSpan At, Slot Through) Freshness => _member.Freshness;

    /// <summary>What the member's rest stands on; null when it does not rest. Any thread may ask.</summary>
    public Rest? Rest => _member.Rest;

    /// <summary>Whether the member may be left alone. Any thread may ask.</summary>
    public bool RestsUndisturbed(TimeSpan now) => _member.Rest is { } rest && rest.IsUndisturbed(_host.Links, now);

    /// <summary>Whether the member leads in a ballot, or follows another in it. Any thread may ask.</summary>
    public bool IsIn(Ballot ballot) => Volatile.Read(ref _isIn) == NumberOf(ballot);

    /// <summary>Whether records wait for room in the log; until there is, nothing more is proposed.</summary>
    public bool IsBehind => _waiting.Count > 0;

    /// <summary>Whether they wait because the disk is full.</summary>
    public bool IsFull => _isFull;

    /// <summary>The log's end before the oldest record of an entry that is not released; null when there is none.</summary>
    public LogPosition? OldestNeeded => _places.Oldest;

    public override string ToString() => $"{_member} behind={_waiting.Count}";

    public GroupEntry EntryAt(Slot slot) => _member.EntryAt(slot);

    /// <summary>Gives the member its way into the log, and lets it take part.</summary>
    /// <param name="log">The node's.</param>
    /// <param name="stands">Whether it is to stand for the lead at once.</param>
    public void Join(WriteAheadLog log, bool stands)
    {
        _log = log.CreateAppender(this);
        _member.Begin(_host.Now, stands);
        Carry();
    }

    /// <summary>Whether the leader may answer what was read when this much was applied. To be asked after the value was read.</summary>
    public bool MayServe(Slot readAt) => _member.MayServe(_host.Now, readAt);

    /// <summary>Whether the leader may evaluate writes on what was applied through a slot, and on what it has proposed since.</summary>
    public bool MayDecide(Slot applied) => _member.MayDecide(applied);

    /// <summary>Proposes a command. Its record is in the log when this is <see cref="AppendResult.Appended"/>, and else nothing was proposed.</summary>
    /// <param name="type">Its record's type.</param>
    /// <param name="payload">What is to be applied; it must not change any more.</param>
    /// <param name="entry">The proposal; null when this member does not lead, or holds proposals back.</param>
    public AppendResult TryPropose(RecordType type, ReadOnlyMemory<byte> payload, out GroupEntry? entry)
    {
        entry = null;
        if (_waiting.Count > 0)
            return _isFull ? AppendResult.Full : AppendResult.Busy;
        if (_member.Draft((byte)type, payload) is not { } draft)
            return AppendResult.Busy;
        var result = Append(new GroupRecord(0, draft.Ballot, _member.ChosenThrough, draft), out var end);
        if (result != AppendResult.Appended)
            return result;
        _member.Propose(draft);
        var taken = _member.TryTakeRecord(out var record);
        Invariant.Holds(taken);
        Appended(record, end);
        entry = draft;
        PostFlush();
        return result;
    }

    /// <summary>See <see cref="GroupMember.Change"/>.</summary>
    public void Change(GroupConfig? next)
    {
        if (IsBehind)
            return;
        if (_member.Change(next, _host.Now))
            _member.Flush(_host.Now);
        Carry();
    }

    /// <summary>Hands the lead over, and calls <paramref name="done"/> when this member does not lead, or at once when nobody can take the lead.</summary>
    public void HandOver(Action done)
    {
        if (_log is null || !_member.HandOver(_host.Now))
        {
            done();
            return;
        }
        _whenNotLeading += done;
        Carry();
    }

    public void Receive(GroupMessage message)
    {
        // Before it has joined it hears nothing: whoever spoke will speak again.
        if (_log is null)
            return;
        _member.Step(message, _host.Now);
        Carry();
    }

    public void Tick(bool mayRest)
    {
        if (_log is null)
            return;
        _member.Tick(_host.Now, mayRest);
        _member.AskWhetherMember(_host.Peers, _host.Now);
        Carry();
        if (_member.HasLeft)
            _host.MemberLeft(_group, Incarnation);
    }

    /// <summary>The member is about to be forgotten: its followers need not find that out.</summary>
    public void Resign()
    {
        if (_log is null)
            return;
        _member.Resign();
        Carry();
    }

    /// <summary>A peer's node knows nothing of this member's rest.</summary>
    public void Disturb(Ballot ballot)
    {
        if (_log is null)
            return;
        _member.Disturb(ballot, _host.Now);
        Carry();
    }

    public bool Install(LogStart tree)
    {
        var isNew = _member.Install(tree);
        Carry();
        return isNew;
    }

    /// <summary>The owner has applied through a slot, and keeps that many bytes of entries for peers that are behind.</summary>
    /// <param name="through">The slot.</param>
    /// <param name="keptFrom">Everything behind this is kept all the same.</param>
    /// <param name="keptBytesMax">The bytes.</param>
    public void Applied(Slot through, Slot keptFrom, long keptBytesMax)
    {
        _places.Release(through);
        _member.TrimBehind(keptFrom, keptBytesMax);
    }

    /// <summary>Lets the log of a member without a tree begin where it may, and writes that down.</summary>
    public void MoveFloor()
    {
        if (_log is null)
            return;
        _member.MoveFloor();
        _places.Release(_member.Floor);
        Carry();
    }

    /// <summary>Whether so much log is held that writing its part again is worth it: it frees many times what it takes.</summary>
    public bool IsWorthWritingAgain(long heldBytes) => heldBytes > _host.Limits.LogHeldBytesMax && heldBytes > WorthTimes * LogBytes;

    /// <summary>
    /// Writes what it needs of the log again, behind everything: the entries behind a slot, and for a member without a tree its beginning. So a group in which nothing
    /// moves holds no log that others have filled since.
    /// </summary>
    /// <param name="behind">The slot.</param>
    /// <param name="movesFloor">Whether the beginning may move.</param>
    public void WriteAgain(Slot behind, bool movesFloor)
    {
        if (_log is null || IsBehind || _writtenAgain is not null)
            return;
        var noted = _places.Noted;
        _member.MoveFloor(movesFloor);
        _member.WriteAgain(behind);
        _writtenAgain = (_member.RecordedThrough, noted);
        Carry();
    }

    // When all of it is durable, and not before, the older places are forgotten.
    private void EndWritingAgain(long durable)
    {
        if (_writtenAgain is not { } written || durable < written.Sequence)
            return;
        _writtenAgain = null;
        _places.ReleaseFirst(written.NotedBefore);
    }

    void ILogSubscriber.Durable(LogPosition through) => _executor.Post(_durable);

    void ILogSubscriber.RoomAgain() => _executor.Post(LogHasRoom);

    void ILogSubscriber.Failed(Exception cause) => _executor.Post(() => _host.Fail(cause));

    /// <summary>The member takes part no more: whatever comes late changes nothing, and nothing of it stands in the log behind its successor's beginning.</summary>
    public void Dispose()
    {
        _log?.Dispose();
        _log = null;
    }

    /// <summary>Tries to append again what had no room.</summary>
    public void LogHasRoom()
    {
        AppendWaiting();
        Carry();
    }

    private void LogIsDurable()
    {
        if (_log is null)
            return;
        var through = _host.Log.DurableThrough;
        long? sequence = null;
        while (_appended.TryPeek(out var oldest) && oldest.End <= through)
            sequence = _appended.Dequeue().Sequence;
        if (sequence is { } reached)
        {
            _member.Durable(reached);
            EndWritingAgain(reached);
        }
        Carry();
    }

    private void PostFlush()
    {
        if (_isFlushPosted)
            return;
        _isFlushPosted = true;
        _executor.Post(_flush);
    }

    private void Flush()
    {
        _isFlushPosted = false;
        _member.Flush(_host.Now);
        Carry();
    }

    private void Carry()
    {
        while (_member.TryTakeRecord(out var record))
            _waiting.Enqueue(record);
        AppendWaiting();
        while (_member.TryTakeMessage(out var message))
            _outbox.Add(message);
        while (_member.TryTakeInNeed(out var peer))
            _host.Send(new TreeOffer(_host.Node, peer, _group));
        Volatile.Write(ref _isIn, NumberOf(_member.Leads ?? (_member.Promised.Node == _host.Node ? default : _member.Promised)));
        if (_whenNotLeading is { } done && !_member.IsLeader)
        {
            _whenNotLeading = null;
            done();
        }
        Owner.Moved();
    }

    private static ulong NumberOf(Ballot ballot) => (ulong)ballot.Round << 32 | ballot.Node.Value;

    private void AppendWaiting()
    {
        _isFull = false;
        while (_waiting.TryPeek(out var record))
        {
            var result = Append(record, out var end);
            if (result != AppendResult.Appended)
            {
                _isFull = result == AppendResult.Full;
                return;
            }
            _waiting.Dequeue();
            Appended(record, end);
        }
    }

    private void Appended(in GroupRecord record, LogPosition end)
    {
        _appended.Enqueue((record.Sequence, end));
        if (_host.Planted == PlantedBug.AcknowledgeBeforeSync)
            _member.Durable(record.Sequence);
    }

    private AppendResult Append(in GroupRecord record, out LogPosition end)
    {
        end = default;
        if (_log is null)
            return AppendResult.Busy;
        Span<byte> head = stackalloc byte[MemberRecord.HeadBytesMax];
        head = head[..MemberRecord.WriteHead(head, record, _member.Incarnation)];
        // What is appended from here on ends behind what is durable now. Noted before the append: once the record may be durable, another
        // replica's trim must find it claimed.
        var start = _host.Log.DurableThrough;
        Owner.NoteRecord(start);
        var result = _log.TryAppend(MemberRecord.HeaderOf(_group, record), head, record.Entry is { } entry ? entry.Payload.Span : default, out end,
            mayUseReserve: record.Entry is not { Kind: EntryKind.Command });
        if (result != AppendResult.Appended)
            return result;
        if (record.Start is not null)
            Owner.NoteStart(start, end);
        if (!record.IsFloor && (record.Entry?.Slot ?? record.Start?.Slot) is { } slot)
            _places.Add(slot, start);
        return result;
    }
}
