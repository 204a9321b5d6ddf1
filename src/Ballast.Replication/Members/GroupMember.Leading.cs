using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>Standing and leading.</content>
public sealed partial class GroupMember
{
    /// <summary>
    /// The entry that a value would be, or null when this member does not lead, is as far ahead as it may be, or holds values back for a change or a
    /// successor. Nothing is proposed yet, so a host that has no room for it may leave it.
    /// </summary>
    public GroupEntry? Draft(byte type, ReadOnlyMemory<byte> payload) =>
        _leadership is { Beginning: not null, Heir: null } leadership && (!leadership.HoldsChange || Planted == PlantedBug.ReuseSlotsBehindChange) && !IsFarAhead
            ? Fresh(leadership.Ballot, EntryKind.Command, type, payload, null)
            : null;

    /// <summary>Proposes what was drafted last, with nothing done in between. Its record is the next to be taken.</summary>
    public void Propose(GroupEntry draft)
    {
        Invariant.Holds(_leadership is { } leadership && leadership.Ballot == draft.Ballot && _records.Count == 0);
        Accept(draft);
    }

    /// <summary>Proposes the next configuration, one step from this; null when this member does not lead, or a change is under way.</summary>
    internal Slot? Propose(GroupConfig config)
    {
        if (!IsEstablished || _leadership is not { HoldsChange: false, Heir: null } leadership || IsFarAhead)
            return null;
        Invariant.Holds(config.Epoch == Config.Epoch + 1 && config.IsOneStepFrom(Config));
        Accept(Fresh(leadership.Ballot, EntryKind.Config, 0, default, config));
        leadership.Change = _through;
        return _through;
    }

    /// <summary>Sends what peers lack, after values were proposed.</summary>
    public void Flush(TimeSpan now)
    {
        _now = now;
        Pump();
    }

    /// <summary>Tries to lead; not when it is a log replica or no voter, or is bound to another leader.</summary>
    public bool Stand(TimeSpan now) => Stand(now, default);

    private bool IsFarAhead => _through.Value - _chosen.Value >= (ulong)_limits.UnchosenSlotsMax;

    private bool MayLead => Config.Find(_self) is { } voter && (voter.Incarnation == _incarnation || Planted == PlantedBug.AnyIncarnationCounts)
        && (voter.Kind == MemberKind.Storage && _hasTree || Planted == PlantedBug.LogReplicaStands);

    // A node that is full leads where nobody else can.
    private bool MustYield => _links.IsUnfit || _links.IsFull && IsAnotherFit;

    private bool IsAnotherFit => Config.Voters.Any(voter => voter.Node != _self && voter.Kind == MemberKind.Storage && _links[voter.Node].FitSince(_now) is not null);

    private bool Stand(TimeSpan now, Ballot released)
    {
        _now = now;
        if (!MayLead || _links.IsUnfit || released == default && MustYield || !MayHelp(_self, released))
            return false;
        StepDown();
        Leave(_self);
        _roundSeen = Math.Max(_roundSeen, _promised.Round) + 1;
        var ballot = new Ballot(_roundSeen, _self);
        _candidacy = new Candidacy(ballot, released, now, Planted);
        (_patientSince, _inquiry) = (now, null);
        PromiseTo(ballot);
        var own = new Promise(_group, _self, _self, ballot, _incarnation, _chosen, _chosen, _log.OriginAt(_chosen), Unchosen(_chosen.Next), true);
        SendWhenDurable(own);
        AskForPromises(_candidacy);
        return true;
    }

    // A ballot is used once: before anyone hears of it, this node must not be able to forget it.
    private void AskForPromises(Candidacy candidacy)
    {
        foreach (var voter in Config.Voters)
            if (voter.Node != _self && !candidacy.HasPromiseOf(voter))
                AskForPromise(candidacy, voter.Node);
    }

    private void AskForPromise(Candidacy candidacy, NodeId node)
    {
        var prepare = new Prepare(_group, _self, node, candidacy.Ballot, _chosen.Next, candidacy.Released);
        if (Planted == PlantedBug.BallotBeforeDurable)
            Send(prepare);
        else
            SendWhenDurable(prepare);
    }

    private void On(Promise promise)
    {
        var candidacy = _candidacy ?? _leadership?.Candidacy;
        if (candidacy is null || candidacy.Ballot != promise.Ballot)
            return;
        var known = _chosen;
        if (!TryTake(promise))
            return;
        if (promise.IsWhole)
            candidacy.Promised(promise.From, promise.Incarnation, promise.Accepted);
        else if (_chosen > known)
            AskForPromise(candidacy, promise.From);
        if (_leadership is not null)
            AdvanceChosen();
        else if (!MayLead)
            StepDown();
        else if (candidacy.HasMajority(Config))
            Lead(candidacy);
        Pump();
    }

    // False when it tells of chosen slots that only a tree could bring. A leader that needs it must let one lead that has them.
    private bool TryTake(Promise promise)
    {
        if (_leadership is not null && _through != _chosen)
            return promise.Floor <= _chosen;
        if (promise.Floor > _chosen && !TryAdoptOwn(promise.Floor, promise.FloorOrigin, promise.Ballot))
        {
            // Who has what this member lacks must lead. It waits, as it hears of ballots: so it is asked to.
            StepDown();
            if (Config.Find(promise.From)?.Kind == MemberKind.Storage)
                Send(new TakeLead(_group, _self, promise.From, promise.Ballot));
            return false;
        }
        Adopt(promise);
        return true;
    }

    // What this member has accepted through a slot of which another knows the chosen value is what was chosen there, if every value of it was proposed behind
    // the one before.
    private bool TryAdoptOwn(Slot through, Ballot origin, Ballot ballot)
    {
        if (through > _log.Last || _log.OriginAt(through) != origin)
            return false;
        var own = _log.Read(_chosen.Next, through, long.MaxValue);
        var previous = _log.OriginAt(_chosen);
        foreach (var entry in own)
        {
            if (entry.Previous != previous)
                return false;
            previous = entry.Origin;
        }
        BeginRun(ballot);
        foreach (var entry in own)
        {
            if (entry.Slot > _through)
                Accept(entry.In(ballot));
            Choose(entry.Slot);
        }
        return true;
    }

    private void AdoptEntry(GroupEntry entry, Ballot ballot)
    {
        BeginRun(ballot);
        Accept(entry.In(ballot));
        Choose(entry.Slot);
    }

    // What a member knows as chosen is chosen in every later ballot too, so the candidate takes it in its own.
    private void Adopt(Promise promise)
    {
        foreach (var entry in promise.Accepted)
        {
            if (entry.Slot > promise.ChosenThrough)
                break;
            if (entry.Slot == _chosen.Next)
                AdoptEntry(entry, promise.Ballot);
        }
    }

    private void Lead(Candidacy candidacy)
    {
        _candidacy = null;
        BeginRun(candidacy.Ballot);
        _leadership = new Leadership(candidacy, candidacy.Unfinished(_chosen, _log.OriginAt(_chosen)), _now) { Planted = Planted };
        _leadership.Follow(Config, _self, _chosen.Next, _now);
    }

    private void On(Refused refused)
    {
        _roundSeen = Math.Max(_roundSeen, refused.Promised.Round);
        if (refused.Promised > refused.Ballot && (_candidacy?.Ballot == refused.Ballot || _leadership?.Ballot == refused.Ballot))
            StepDown();
    }

    private void On(Accepted accepted)
    {
        if (_leadership?.Ballot != accepted.Ballot || _leadership.Find(accepted.From, accepted.Incarnation) is not { } peer)
            return;
        peer.Heard(accepted.Incarnation, _now);
        StartIfNew(peer);
        if (peer.WindowStart < accepted.Through)
            peer.WindowStart = accepted.Through;
        if (peer.Next <= accepted.Through)
            peer.Next = accepted.Through.Next;
        peer.LacksLog = false;
        peer.LacksTree = !accepted.HasTree && peer.Voter.Kind == MemberKind.Storage;
        peer.IsResting = accepted.Rests && accepted.Through == _through && accepted.ChosenThrough == _chosen;
        if (!peer.IsResting)
            Wake();
        if (accepted.Incarnation == peer.Voter.Incarnation || Planted == PlantedBug.AnyIncarnationCounts)
            Count(accepted, peer);
        AdvanceChosen();
        Pump();
    }

    private static void Count(Accepted accepted, PeerProgress peer)
    {
        if (peer.Accepted < accepted.Through)
            peer.Accepted = accepted.Through;
        if (peer.KnowsChosen < accepted.ChosenThrough)
            peer.KnowsChosen = accepted.ChosenThrough;
        if (accepted.Entered is { } entered && (peer.Entered is not { } known || known.Life.Memory != entered.Life.Memory || known.IsBefore(entered)))
            peer.Entered = entered;
    }

    // A peer that restarted may lack what it accepted here as far as it can tell: it gets it again.
    private void On(Behind behind)
    {
        if (_leadership?.Ballot != behind.Ballot || _leadership.Find(behind.From, behind.Incarnation) is not { } peer)
            return;
        peer.Heard(behind.Incarnation, _now);
        StartIfNew(peer);
        if (peer.WasBehind)
            return;
        peer.WasBehind = true;
        peer.Next = behind.Through.Next;
        peer.WindowStart = behind.Through;
        peer.LacksLog = peer.Next <= _log.Floor;
        if (peer.Voter.Kind == MemberKind.Log && peer.Incarnation == peer.Voter.Incarnation && StartOf(_leadership) is var start && behind.Through < start)
            SendStart(peer, start, null);
        Pump();
    }

    private void AdvanceChosen()
    {
        if (_leadership is not { } leadership)
            return;
        var own = Planted == PlantedBug.CountUndurableOwn ? _through : _durability.Through;
        var through = leadership.MajorityThrough(Config, _self, own);
        if (leadership.Change is { } change && through > change)
            through = change;
        if (through > _chosen)
            Choose(through);
        if (leadership.Change is { } chosen && _chosen >= chosen)
            TryEndChange(leadership, chosen);
    }

    // A new configuration is in force. Those that left are told; those that came are asked what they may have accepted behind it.
    private void BeginConfig()
    {
        if (_leadership is not { } leadership)
            return;
        leadership.Change = _chosen;
        foreach (var peer in leadership.Peers)
            if (!Config.Has(peer.Node))
                SendChosen(peer, leadership);
        leadership.Follow(Config, _self, _chosen.Next, _now);
        AskForPromises(leadership.Candidacy);
    }

    // Behind a change only the new configuration decides: a majority of it holds the log and knows of the change, and has promised this ballot.
    private void TryEndChange(Leadership leadership, Slot change)
    {
        var held = leadership.MajorityThrough(Config, _self, _durability.Through) >= change && leadership.MajorityKnows(Config, _self, _durability.Through) >= change;
        var promised = leadership.Candidacy.HasMajority(Config) || Planted == PlantedBug.NewMajorityNotAsked;
        if (held && promised || Planted == PlantedBug.ChangeNotHeld)
        {
            if (Planted == PlantedBug.ReuseSlotsBehindChange)
                _through = _chosen;
            leadership.EndChange(_chosen, leadership.Candidacy.Unfinished(_chosen, _log.OriginAt(_chosen)));
        }
    }

    private void Pump()
    {
        if (_leadership is not { } leadership)
            return;
        while (!leadership.HoldsChange && TakeNext(leadership) is { } value)
        {
            Accept(value);
            if (value.Kind == EntryKind.Config)
                leadership.Change = value.Slot;
        }
        foreach (var peer in leadership.Followers)
            SendTo(peer, leadership);
        if (!MayLead && !leadership.HoldsChange)
            StepDown();
        else
            HandOver(leadership);
    }

    // First what earlier ballots may have chosen, then the no-op that begins this one.
    private GroupEntry? TakeNext(Leadership leadership)
    {
        if (leadership.TryTakeWaiting(out var older))
        {
            Invariant.Holds(older!.Kind != EntryKind.Config || older.Config!.Epoch == Config.Epoch + 1);
            return older.In(leadership.Ballot);
        }
        if (leadership.Beginning is not null)
            return null;
        leadership.Beginning = _through.Next;
        return Fresh(leadership.Ballot, EntryKind.NoOp, 0, default, null);
    }

    private GroupEntry Fresh(Ballot ballot, EntryKind kind, byte type, ReadOnlyMemory<byte> payload, GroupConfig? config) =>
        new(_through.Next, ballot, ballot, _log.OriginAt(_through), kind, type, payload, config);

    private void SendTo(PeerProgress peer, Leadership leadership)
    {
        var last = new Slot(Math.Min(_through.Value, peer.WindowStart.Value + (ulong)_limits.InFlightSlotsMax));
        while (peer.Next <= last && peer.InFlightBytes < _limits.InFlightBytesMax)
        {
            if (peer.Next <= _log.Floor)
            {
                peer.LacksLog = true;
                // It has nothing but its log, and goes on with the part of it that is there.
                if (peer.Voter.Kind == MemberKind.Log && peer.Incarnation == peer.Voter.Incarnation)
                    SendStart(peer, StartOf(leadership), null);
                return;
            }
            var entries = _log.Read(peer.Next, last, _limits.MessageBytesMax);
            Send(new Append(_group, _self, peer.Node, leadership.Ballot, peer.Next, entries, _chosen, _links[peer.Node].Held, FloorFor(leadership), Rests: false));
            peer.IsResting = false;
            peer.Sent(entries[^1].Slot, entries.Sum(static entry => (long)entry.Payload.Length));
            peer.ToldChosen = _chosen;
        }
        if (peer.ToldChosen < _chosen)
            SendChosen(peer, leadership);
    }

    private void SendChosen(PeerProgress peer, Leadership leadership, bool rests = false)
    {
        Send(new Append(_group, _self, peer.Node, leadership.Ballot, peer.Next, [], _chosen, _links[peer.Node].Held, FloorFor(leadership), rests));
        peer.IsResting &= rests;
        peer.ToldChosen = _chosen;
    }
}
