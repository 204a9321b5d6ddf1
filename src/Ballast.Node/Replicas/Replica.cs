using Ballast.Foundation.Buffers;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Log;
using Ballast.Storage.Trees;

namespace Ballast.Node.Replicas;

/// <summary>One storage replica: its tree, its seat in the group, and the calls that it answers.</summary>
/// <remarks>
/// Everything here runs on <see cref="HostedMember.Executor"/>, one call at a time. Chosen entries are applied in slot order, on the leader and on its
/// followers alike. Reads see applied state only; what must be consistent is answered under the lease, which is looked at after the value was read.
/// </remarks>
internal sealed class Replica : HostedMember
{
    private readonly ReplicaHost _host;
    private readonly BTree _tree;
    private readonly ItemApplication _application;
    private readonly ItemProposals _proposals;
    private readonly RangeReads _ranges;
    private readonly BackPressure _pressure;
    private readonly ByteBuffer _large = new(0);
    private Ballot? _leads;
    private bool _decides;
    private bool _isWhole;
    private volatile bool _isTended;
    private bool _isClosed;
    private LogStart _state;

    public Replica(ReplicaHost host, RecoveringReplica found, HomeExecutor home)
        : this(host, found, home.Executor, Membership.Of(host, found.Group, found.Found, home), found.Found.NeedsLogFrom)
    {
    }

    /// <summary>The member that <paramref name="before"/> was, with a tree that has come from a peer.</summary>
    public Replica(ReplicaHost host, RecoveringReplica copy, HostedMember before) : this(host, copy, before.Executor, before.Membership, before.NeedsLogFrom)
    {
    }

    private Replica(ReplicaHost host, RecoveringReplica found, Executor executor, Membership membership, LogPosition? needsLogFrom) : base(found.Group, executor, membership)
    {
        _host = host;
        _tree = found.Tree;
        _state = found.State;
        Statistics = found.Statistics;
        Schema = found.Schema;
        Checkpoints = new ReplicaCheckpoints(host, this, _tree, needsLogFrom) { LastFailedForSpace = found.LastFailedForSpace };
        _application = new ItemApplication(_tree, Schema, Statistics);
        _proposals = new ItemProposals(host, _tree, Schema, Statistics, _application, Membership);
        _ranges = new RangeReads(_tree, Schema);
        Lending = new TreeLending(host, this, _tree, host.Files);
        _pressure = new BackPressure(host, _tree, _proposals.Pending, Checkpoints, DecideInService);
    }

    public PartitionSchema Schema { get; }
    public TreeLending Lending { get; }
    public ReplicaCheckpoints Checkpoints { get; }
    public PartitionStatistics Statistics { get; }
    public BTree Tree => _tree;
    public override LogPosition? NeedsLogFrom => Checkpoints.NeedsLogFrom;

    /// <summary>The newest slot whose entry is in the tree.</summary>
    public Slot Applied => _state.Slot;

    /// <summary>What a checkpoint of what is applied now must remember of the member.</summary>
    public MemberMemory Memory =>
        new(_state.Origin, _host.Planted == PlantedBug.CheckpointForgetsPromise ? default : Membership.Promised, Membership.Incarnation, _state.Config);

    /// <summary>The log's end before the oldest entry that is not applied yet; null when all are.</summary>
    public LogPosition? OldestPendingStart => Membership.OldestNeeded;

    /// <summary>True while its tree or the cache has too many unwritten pages for another record.</summary>
    public bool IsOutOfPages => _pressure.IsOutOfPages;

    /// <summary>Why it is out of service; null while it serves.</summary>
    public Exception? OutOfService { get; private set; }

    /// <summary>Whether writes wait for the disk; anyone may ask.</summary>
    public bool HasWaiting => _pressure.HasWaiting;

    public void Answer(LeaderCall call)
    {
        if (!Serves(call))
            return;
        call.Applied = Applied;
        call.Complete(_decides && Membership.MayServe(call.Applied) ? CallOutcome.Done : CallOutcome.NotLeader);
    }

    public void Read(ItemRead call)
    {
        if (!Serves(call) || !MayAnswer(call))
            return;
        try
        {
            call.Found = _tree.TryGet(call.Key.Written, _large, out var stored);
            if (call.Found)
                call.Document.Write(StoredItem.DocumentOf(stored).Encoded);
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
            return;
        }
        CompleteRead(call, Applied);
    }

    public void ReadRange(RangeRead call)
    {
        if (!Serves(call) || !MayAnswer(call))
            return;
        call.ReadAt ??= Applied;
        try
        {
            if (!_ranges.Step(call))
            {
                Executor.Post(call);
                return;
            }
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
            return;
        }
        CompleteRead(call, call.ReadAt.Value);
    }

    public void Write(ItemWrite call)
    {
        _isTended = false;
        if (!Serves(call))
            return;
        if (_decides)
            _pressure.Enter(call);
        else
            call.Complete(CallOutcome.NotLeader);
    }

    /// <summary>Nothing is proposed any more, for the group is being dropped. What was proposed is applied still.</summary>
    public void TakeNoMoreWrites() => _pressure.Close();

    /// <summary>Lets writes that wait go on. Runs after each step of a checkpoint while any wait.</summary>
    public void RunWaiting()
    {
        if (OutOfService is null)
            _pressure.GoOn();
    }

    public override bool NeedsBeat(TimeSpan now) => base.NeedsBeat(now) || Lending.IsUnderWay;

    /// <summary>Whether <see cref="Tend"/> has anything to do. Any thread may ask.</summary>
    public bool NeedsTending => !_isTended || Checkpoints.MayHoldTooMuchLog;

    /// <summary>Once in a while: another try where the disk was full, and an end to waiting too long.</summary>
    public void Tend()
    {
        Checkpoints.Relax();
        Checkpoints.Retry();
        Membership.LogHasRoom();
        if (Checkpoints.HeldByPending is { } held && Membership.IsWorthWritingAgain(held))
            Membership.WriteAgain(Applied, movesFloor: false);
        RunWaiting();
        _pressure.RefuseLongest();
        _proposals.AnswerLongest(_host.NowMilliseconds - (long)_host.Limits.WaitMax.TotalMilliseconds);
        _isTended = Membership.Rest is not null && !HasWaiting && _proposals.Pending.Count == 0 && !Checkpoints.LastFailedForSpace;
    }

    /// <summary>Goes out of service and answers everything pending: no one here can say any more what becomes of it.</summary>
    public void AbandonPending(Exception why)
    {
        LeaveService(why);
        _proposals.Abandon();
    }

    /// <summary>Applies what is chosen, and lets go on what waited for that.</summary>
    public void ApplyChosen()
    {
        _isTended = false;
        if (OutOfService is not null)
            return;
        _pressure.LogMoved();
        while (Applied < Membership.Applicable)
        {
            var entry = Membership.EntryAt(Applied.Next);
            if (entry.Kind == EntryKind.Command && PausesForCheckpoint())
                break;
            try
            {
                Apply(entry);
            }
            catch (IOException e)
            {
                AbandonPending(e);
                return;
            }
            _proposals.Applied(entry);
        }
        Membership.Applied(Applied, KeptFrom, _host.Limits.KeptEntryBytesMax);
        FollowLead();
        Checkpoints.Consider();
        RunWaiting();
    }

    public override void Receive(GroupMessage message)
    {
        // Who has a tree gets entries, or another tree: a start that comes late must not take away what it holds.
        if (message is StartLog && _host.Planted != PlantedBug.LateStartTakesTree)
            return;
        // As if it were lost: the leader goes on with the others, and sends it again.
        if (message is Append { Entries.Count: > 0 } && Membership.LogBytes > _host.Limits.UnappliedBytesMax)
            return;
        base.Receive(message);
    }

    public override void Beat()
    {
        Membership.Tick(mayRest: _decides && _isWhole);
        Lending.Beat();
        if (Membership.Rest is not null)
            return;
        if (_decides)
            Heal();
        if (_leads is not null)
            OfferTree();
    }

    public override void Dispose()
    {
        base.Dispose();
        DisposeTree();
    }

    /// <summary>Lets go of the tree and its file, for another takes its place. The member stays.</summary>
    public async Task CloseTree()
    {
        AbandonPending(new ObjectDisposedException($"tree of group {Group.Value}"));
        await Checkpoints.Ended();
        await Executor.InvokeAsync(() =>
        {
            DisposeTree();
            return true;
        });
    }

    private void DisposeTree()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        Lending.End();
        _ranges.Dispose();
        _tree.Dispose();
    }

    internal void LeaveService(Exception why)
    {
        if (OutOfService is not null)
            return;
        OutOfService = why;
        _pressure.Refuse(CallOutcome.Unavailable);
        _host.ReplicaLeftService(Group, why);
    }

    public override void Moved() => ApplyChosen();

    public override void NoteRecord(LogPosition start) => Checkpoints.Noted(start);

    // Whoever gets the tree that is lent needs the entries behind it, within the bound of what may be kept at all.
    private Slot KeptFrom => Lending.Slot is { } lent && lent < Applied && Membership.LogBytes < _host.Limits.UnappliedBytesMax ? lent : Applied;

    // What is missing is brought one step further by a change of the configuration.
    private void Heal()
    {
        var peers = Membership.Peers.ToArray();
        _isWhole = Membership.Config.Voters.Length >= _host.Limits.CopiesMax || !_host.HasPeers;
        var next = Healing.Next(Membership.Config, peers, _host.CandidatesFor(Group), _host.Limits.CopiesMax, _host.Now - _host.Limits.SilenceMax);
        _isWhole &= next is null;
        Membership.Change(next);
    }

    // What it holds is chosen, whether it may serve already or waits for just this peer.
    private void OfferTree()
    {
        foreach (var peer in Membership.Peers)
            if (peer is { Voter.Kind: MemberKind.Storage, IsForgotten: false } && (peer.LacksTree || peer.LacksLog))
                _host.Send(new TreeOffer(_host.Node, peer.Voter.Node, Group));
    }

    private bool Serves(ReplicaCall call)
    {
        if (OutOfService is null)
            return true;
        call.Complete(Membership.Config.Voters.Length > 1 ? CallOutcome.NotLeader : CallOutcome.Unavailable);
        return false;
    }

    // Whoever does not lead says so before it reads. That it still leads is seen when it has read.
    private bool MayAnswer(ReplicaCall call)
    {
        if (_leads is not null || MayAnswerStale(call))
            return true;
        call.Complete(CallOutcome.NotLeader);
        return false;
    }

    // What it has is everything that was chosen not long ago.
    private bool MayAnswerStale(ReplicaCall call) =>
        call is { MayBeStale: true, SeeksLeader: false } && Membership.Freshness is var fresh && _host.Now - fresh.At < _host.Limits.StalenessMax && Applied >= fresh.Through;

    private void CompleteRead(ReplicaCall call, Slot readAt) =>
        call.Complete(Membership.MayServe(readAt) || MayAnswerStale(call) ? CallOutcome.Done : CallOutcome.NotLeader);

    // The lead comes with a ballot, and is of use when everything that was chosen before is applied.
    private void FollowLead()
    {
        if (_leads != Membership.Leads)
        {
            if (_leads is not null)
                _proposals.LeadLost();
            (_leads, _decides, _isWhole) = (Membership.Leads, false, false);
            _pressure.Refuse(CallOutcome.NotLeader);
        }
        if (_decides || !Membership.MayDecide(Applied))
            return;
        _decides = true;
        _proposals.LeadWon();
        _host.ReplicaServes(Group);
    }

    private void DecideInService(ItemWrite call)
    {
        if (!Serves(call))
            return;
        try
        {
            Decide(call);
        }
        catch (IOException e)
        {
            LeaveService(e);
            call.Complete(CallOutcome.Unavailable);
        }
    }

    private void Decide(ItemWrite call)
    {
        switch (_proposals.Decide(call, Applied))
        {
            case AppendResult.Appended:
                break;
            case AppendResult.Busy:
                _pressure.WaitForLog(call);
                break;
            case AppendResult.Full:
                call.Complete(CallOutcome.StorageFull);
                break;
            default:
                call.Complete(CallOutcome.Unavailable);
                break;
        }
    }

    // Chosen entries wait for a checkpoint to make room in memory; its completion runs this again.
    private bool PausesForCheckpoint()
    {
        if (!_pressure.IsOutOfPages)
            return false;
        Checkpoints.Hurry();
        return true;
    }

    private void Apply(GroupEntry entry)
    {
        Foundation.Invariant.Holds(entry.Slot == Applied.Next);
        if (entry.Kind == EntryKind.Command)
            ApplyItem(entry.Payload.Span, entry.Slot);
        _state = new LogStart(entry.Slot, entry.Origin, entry.Config ?? _state.Config);
    }

    private void ApplyItem(ReadOnlySpan<byte> payload, Slot slot)
    {
        var whole = ItemRecord.TryRead(payload, out var record);
        Foundation.Invariant.Holds(whole);
        _application.Apply(record, slot);
    }
}
