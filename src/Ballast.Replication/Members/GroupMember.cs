using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Leases;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <summary>One member of one replication group, as a state machine: messages, durable records and time in; records, messages and chosen slots out.</summary>
/// <remarks>
/// Multi-Paxos with a contiguous log (Lamport, Paxos Made Simple, §3; docs/design/replication.md). It owns no clock, socket, file or thread: its host
/// calls it from one executor, then takes the records and appends them, takes the messages and sends them, applies what is chosen, and says when records are durable. Whatever states that something is
/// promised or accepted leaves only when it is durable. Time is the node's monotonic clock.
/// Invariants: chosen &lt;= accepted in the current ballot &lt;= last entry; promised never falls.
/// </remarks>
public sealed partial class GroupMember
{
    private readonly GroupId _group;
    private readonly NodeId _self;
    private readonly ulong _incarnation;
    private readonly NodeLinks _links;
    private readonly MemberLimits _limits;
    private readonly GroupLog _log;
    private readonly Durability _durability;
    private readonly Queue<GroupRecord> _records = new();
    private readonly Queue<GroupMessage> _messages = new();
    private TimeSpan _now;
    private readonly bool _isFounder;
    private bool _hasTree;
    private Ballot _promised;
    private Ballot _recordedPromise;
    private Ballot _run;
    private Slot _through;
    private Slot _chosen;
    private uint _roundSeen;
    private Candidacy? _candidacy;
    private Leadership? _leadership;

    public GroupMember(GroupId group, NodeId self, MemberState found, NodeLinks links, MemberLimits? limits = null)
    {
        (_group, _self, _incarnation, _links, _limits) = (group, self, found.Incarnation, links, limits ?? new MemberLimits());
        _promised = _recordedPromise = found.Promised;
        _roundSeen = found.Promised.Round;
        _hasTree = found.HasTree;
        _isFounder = found.IsFounder;
        Config = _floorConfig = found.Base.Config;
        _log = new GroupLog(found.Floor, found.FloorOrigin);
        foreach (var entry in found.Entries)
            _log.Put(entry);
        Invariant.Holds(found.Floor <= found.Base.Slot && _log.Last >= found.ChosenThrough && found.ChosenThrough >= found.Base.Slot);
        _chosen = _configSlot = found.Base.Slot;
        while (_chosen < found.ChosenThrough)
        {
            _chosen = _chosen.Next;
            if (_log[_chosen].Config is { } config)
                (Config, _configSlot) = (config, _chosen);
        }
        _through = _chosen;
        _durability = new Durability(_chosen);
    }

    /// <summary>In force behind what is chosen.</summary>
    public GroupConfig Config { get; private set; }

    public Slot ChosenThrough => _chosen;
    public Slot LastSlot => _log.Last;
    public Slot Floor => _log.Floor;
    public Ballot Promised => _promised;
    public bool IsLeader => _leadership is not null;

    /// <summary>The ballot in which it leads; null when it does not.</summary>
    public Ballot? Leads => _leadership?.Ballot;

    /// <summary>Whether it has a tree, or only a log.</summary>
    public bool HasTree => _hasTree;

    public ulong Incarnation => _incarnation;

    /// <summary>The last slot that this member has accepted in the ballot that it follows.</summary>
    public Slot Accepted => _through;

    /// <summary>Every slot through here is chosen and durable at this member.</summary>
    public Slot Applicable => _chosen < _durability.Through && Planted != PlantedBug.ApplyUnchosen ? _chosen : _durability.Through;

    /// <summary>Bytes of entries that it keeps in memory, more or less.</summary>
    public long LogBytes => _log.Bytes;

    /// <summary>Whether everything that earlier ballots may have chosen is chosen, and this ballot's first slot with it. The lease is looked at apart.</summary>
    public bool IsEstablished =>
        _leadership is { Beginning: { } beginning } leading && _chosen >= beginning && _chosen >= leading.Settled && (leading.Change is not { } change || _chosen < change);

    /// <summary>Whether its leader may decide on writes, once so much is applied: everything that earlier ballots chose is in what it reads.</summary>
    public bool MayDecide(Slot applied) => IsEstablished && applied >= _leadership!.Beginning && applied >= _leadership.Settled;

    internal PlantedBug Planted { get; init; }
    internal bool HoldsChange => _leadership is { HoldsChange: true };

    /// <summary>For people.</summary>
    public override string ToString() =>
        $"{_group}@{_self}.{_incarnation} {(_rest is not null ? "rests, " : "")}{(IsEstablished ? "leads" : IsLeader ? "begins" : _candidacy is null ? "follows" : "stands")} {_promised} accepted {_through} chosen {_chosen} durable {_durability.Through} "
        + $"floor {Floor} {(_hasTree ? "" : "no tree ")}{Config} {string.Join("; ", Peers)}";

    /// <summary>The chosen or accepted entry of a slot behind the floor.</summary>
    public GroupEntry EntryAt(Slot slot) => _log[slot];

    /// <summary>Of the value at the floor or behind it.</summary>
    public Ballot OriginAt(Slot slot) => _log.OriginAt(slot);

    /// <summary>Forgets entries that its host has applied and checkpointed, and that no peer will ask for.</summary>
    public void TrimTo(Slot floor)
    {
        Invariant.Holds(floor <= _chosen);
        if (floor > _log.Floor)
            _log.TrimTo(floor, _log.OriginAt(floor));
    }

    /// <summary>Forgets the oldest entries through a slot, which its host has applied, until no more than so many bytes are kept for peers.</summary>
    public void TrimBehind(Slot applied, long keptBytesMax)
    {
        Invariant.Holds(applied <= _chosen);
        if (_log.Floor < applied && _log.Bytes > keptBytesMax)
            _log.TrimBehind(applied, keptBytesMax);
    }

    /// <summary>The last record that it has made.</summary>
    public long RecordedThrough => _durability.Sequence;

    /// <summary>Every record through <paramref name="sequence"/> is durable.</summary>
    public void Durable(long sequence)
    {
        _durability.Reach(sequence);
        SendDurable();
        AdvanceChosen();
        Pump();
    }

    /// <summary>The next record to append to the node's log. Each is given once.</summary>
    public bool TryTakeRecord(out GroupRecord record) => _records.TryDequeue(out record);

    /// <summary>The next message to send; none waits for a record that is not durable yet. Each is given once.</summary>
    public bool TryTakeMessage([NotNullWhen(true)] out GroupMessage? message) => _messages.TryDequeue(out message);

    /// <summary>What this leader knows of its peers; nothing when it does not lead.</summary>
    public IEnumerable<PeerState> Peers => _leadership is null ? [] : _leadership.Peers.Select(static peer => peer.State);

    /// <summary>A tree that holds everything through a chosen slot is durable on this node. One that brings nothing new is not taken.</summary>
    /// <remarks>What was accepted behind it stays: it may have been chosen.</remarks>
    public bool Install(LogStart tree)
    {
        var completesLog = !_hasTree && tree.Slot >= _log.Floor;
        if (tree.Slot <= _chosen && !completesLog && Planted != PlantedBug.InstallStale)
            return false;
        _hasTree = true;
        if (tree.Slot > _chosen || Planted == PlantedBug.InstallStale)
            Begin(tree);
        return true;
    }

    private void Begin(LogStart start)
    {
        EndRest();
        _log.TrimTo(Planted == PlantedBug.InstallForgetsAccepted && _log.Last > start.Slot ? _log.Last : start.Slot, start.Origin);
        if (Planted == PlantedBug.InstallForgetsAccepted)
            _log.Reset(start.Slot, start.Origin);
        _chosen = _configSlot = start.Slot;
        Config = _floorConfig = start.Config;
        if (_through < _chosen || Planted == PlantedBug.InstallForgetsAccepted)
            _through = _chosen;
        _durability.Installed(_chosen);
        if (_candidacy is not null || _leadership is not null)
            StepDown();
    }

    /// <summary>Its host has no use for the member any more: it does not lead.</summary>
    public void Resign() => StepDown();

    private void StepDown()
    {
        EndRest();
        _candidacy = null;
        if (_leadership is not { } leadership)
            return;
        if (Planted != PlantedBug.GiveBackAndServe || leadership.Heir is null)
            _leadership = null;
        foreach (var peer in leadership.Peers)
            Send(new Released(_group, _self, peer.Node, leadership.Ballot));
    }

    private void PromiseTo(Ballot ballot)
    {
        Invariant.Holds(ballot >= _promised);
        _promised = ballot;
        if (ballot <= _recordedPromise)
            return;
        Record(null);
    }

    private void Record(GroupEntry? entry, LogStart? start = null, bool isFloor = false)
    {
        _recordedPromise = entry is { } accepted && accepted.Ballot < _promised ? _recordedPromise : _promised;
        _records.Enqueue(new GroupRecord(_durability.NextSequence(), entry?.Ballot ?? _promised, _chosen, entry, start, isFloor));
    }

    private void Send(GroupMessage message)
    {
        if (message.To == _self)
            Step(message, _now);
        else
            _messages.Enqueue(message);
    }

    // Behind every record so far.
    private void SendWhenDurable(GroupMessage message)
    {
        _durability.Hold(message);
        if (!_durability.IsBehind)
            SendDurable();
    }

    private void SendDurable()
    {
        while (_durability.TryTake(out var message))
            Send(message!);
    }

    private void Accept(GroupEntry entry)
    {
        Invariant.Holds(entry.Ballot == _run && entry.Slot == _through.Next);
        Invariant.Holds(entry.Ballot >= _promised || Planted == PlantedBug.AcceptBelowPromise);
        EndRest();
        _log.Put(entry);
        _through = entry.Slot;
        Record(entry);
        _durability.Accepted(entry.Slot);
    }

    // A ballot's acceptances begin behind what is chosen.
    private void BeginRun(Ballot ballot)
    {
        if (_run == ballot)
            return;
        _run = ballot;
        _through = _chosen;
        _durability.BeginRun(_chosen);
    }

    private void Choose(Slot through)
    {
        while (_chosen < through)
        {
            _chosen = _chosen.Next;
            if (_log[_chosen] is not { Kind: EntryKind.Config, Config: { } config })
                continue;
            (Config, _configSlot) = (config, _chosen);
            // Remembered: after a restart of everybody, a majority of the new configuration must know that it is in force.
            Record(null);
            BeginConfig();
        }
    }
}
