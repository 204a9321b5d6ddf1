using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <summary>One member of one replication group, as a state machine: messages and durable records in, a <see cref="Ready"/> out.</summary>
/// <remarks>
/// Multi-Paxos with a contiguous log (Lamport, Paxos Made Simple, §3; docs/design/replication.md). It owns no clock, socket, file or thread: its host
/// calls it from one executor, carries out each <see cref="Ready"/> in order, and says when records are durable. Whatever states that something is
/// promised or accepted leaves only when it is durable.
/// Invariants: chosen &lt;= accepted in the current ballot &lt;= last entry; promised never falls.
/// </remarks>
public sealed partial class GroupMember
{
    private readonly GroupId _group;
    private readonly NodeId _self;
    private readonly MemberLimits _limits;
    private readonly GroupLog _log;
    private readonly List<GroupRecord> _records = [];
    private readonly List<GroupMessage> _messages = [];
    private readonly Queue<Held> _held = new();
    private long _sequence;
    private Ballot _promised;
    private Ballot _run;
    private Slot _through;
    private Slot _durableThrough;
    private Slot _chosen;
    private uint _roundSeen;
    private Candidacy? _candidacy;
    private Leadership? _leadership;

    public GroupMember(GroupId group, NodeId self, MemberState found, MemberLimits? limits = null)
    {
        (_group, _self, _limits) = (group, self, limits ?? new MemberLimits());
        _promised = found.Promised;
        _roundSeen = found.Promised.Round;
        _chosen = _through = _durableThrough = found.ChosenThrough;
        Config = found.Config;
        _log = new GroupLog(found.Floor);
        foreach (var entry in found.Entries)
            _log.Put(entry);
        Invariant.Holds(_log.Last >= _chosen);
    }

    /// <summary>In force behind what is chosen.</summary>
    public GroupConfig Config { get; private set; }

    public Slot ChosenThrough => _chosen;
    public Ballot Promised => _promised;
    public bool IsLeader => _leadership is not null;

    /// <summary>Whether everything that earlier ballots may have chosen is chosen, and this ballot's first slot with it. The lease is looked at apart.</summary>
    public bool IsEstablished => _leadership is { Beginning: { } beginning } && _chosen >= beginning;

    public Slot LastSlot => _log.Last;

    /// <summary>The chosen or accepted entry of a slot behind the floor.</summary>
    public GroupEntry EntryAt(Slot slot) => _log[slot];

    /// <summary>Forgets entries that its host has applied, and that no peer will ask for.</summary>
    public void TrimTo(Slot floor)
    {
        Invariant.Holds(floor <= _chosen);
        _log.TrimTo(floor);
    }

    /// <summary>Tries to lead. A log replica, or one that is no voter, does not.</summary>
    public void Stand()
    {
        if (Config.Find(_self) is not { Kind: MemberKind.Storage })
            return;
        StepDown();
        _roundSeen = Math.Max(_roundSeen, _promised.Round) + 1;
        var ballot = new Ballot(_roundSeen, _self);
        _candidacy = new Candidacy(ballot);
        PromiseTo(ballot);
        var own = new Promise(_group, _self, _self, ballot, _chosen, _log.Read(_chosen.Next, _log.Last, long.MaxValue));
        SendWhenDurable(own);
        AskForPromises();
    }

    /// <summary>Takes a message from a peer.</summary>
    public void Step(GroupMessage message)
    {
        _roundSeen = Math.Max(_roundSeen, message.Ballot.Round);
        switch (message)
        {
            case Prepare prepare:
                On(prepare);
                break;
            case Promise promise:
                On(promise);
                break;
            case Refused refused:
                On(refused);
                break;
            case Append append:
                On(append);
                break;
            case Accepted accepted:
                On(accepted);
                break;
            case Behind behind:
                On(behind);
                break;
            default:
                throw Invariant.Unreachable("a message of no known kind");
        }
    }

    /// <summary>Every record through <paramref name="sequence"/> is durable.</summary>
    public void Durable(long sequence)
    {
        while (_held.TryPeek(out var held) && held.Sequence <= sequence)
        {
            _held.Dequeue();
            if (held.Message is { } message)
                Send(message);
            else if (held.Run == _run && held.Through > _durableThrough)
                _durableThrough = held.Through;
        }
        AdvanceChosen();
        Pump();
    }

    /// <summary>What must be done now. Each is given once.</summary>
    public Ready TakeReady()
    {
        // What was appended since the last time, in the current ballot, is one thing to wait for.
        NoteAccepted();
        var ready = new Ready(
            [.. _records], [.. _messages], _chosen < _durableThrough ? _chosen : _durableThrough,
            _leadership is null ? [] : [.. _leadership.Peers.Where(static peer => peer.NeedsSnapshot).Select(static peer => peer.Node)]);
        _records.Clear();
        _messages.Clear();
        return ready;
    }

    /// <summary>A look from time to time: what seems to be lost is sent again.</summary>
    public void Resend()
    {
        if (_candidacy is not null)
            AskForPromises();
        if (_leadership is null)
            return;
        foreach (var peer in _leadership.Peers)
        {
            // What was not acknowledged since the last look is taken for lost; a peer that has less says so.
            if (peer.Accepted == peer.AcceptedAtLastLook && peer.Next > peer.WindowStart.Next)
                peer.Next = peer.WindowStart.Next;
            peer.AcceptedAtLastLook = peer.Accepted;
            peer.ToldChosen = Slot.BeforeLog;
        }
        Pump();
    }

    /// <summary>What waits for records through a sequence: a message that states what they hold, or the acceptances of a ballot themselves.</summary>
    private readonly record struct Held(long Sequence, GroupMessage? Message, Ballot Run, Slot Through);

    private void StepDown()
    {
        _candidacy = null;
        _leadership = null;
    }

    private void PromiseTo(Ballot ballot)
    {
        Invariant.Holds(ballot > _promised);
        _promised = ballot;
        _records.Add(new GroupRecord(++_sequence, ballot, null));
    }

    private void Send(GroupMessage message)
    {
        if (message.To == _self)
            Step(message);
        else
            _messages.Add(message);
    }

    // Behind every record so far.
    private void SendWhenDurable(GroupMessage message) => _held.Enqueue(new Held(_sequence, message, default, default));

    private void Accept(GroupEntry entry)
    {
        Invariant.Holds(entry.Ballot == _run && entry.Slot == _through.Next && entry.Ballot >= _promised);
        _log.Put(entry);
        _through = entry.Slot;
        _records.Add(new GroupRecord(++_sequence, entry.Ballot, entry));
    }

    // A ballot's acceptances begin behind what is chosen.
    private void BeginRun(Ballot ballot)
    {
        if (_run == ballot)
            return;
        _run = ballot;
        _through = _chosen;
        _durableThrough = _durableThrough < _chosen ? _durableThrough : _chosen;
    }

    private void NoteAccepted()
    {
        if (_records.Count > 0 && _records[^1].Entry is not null)
            _held.Enqueue(new Held(_sequence, null, _run, _through));
    }

    private void Choose(Slot through)
    {
        while (_chosen < through)
        {
            _chosen = _chosen.Next;
            if (_log[_chosen] is { Kind: EntryKind.Config, Config: { } config })
                Config = config;
        }
    }
}
