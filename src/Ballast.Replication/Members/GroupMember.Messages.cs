using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>What each message does, and what a leader does of itself.</content>
public sealed partial class GroupMember
{
    /// <summary>Proposes a value; null when this member does not lead, or holds values back for a change of the configuration.</summary>
    public Slot? Propose(byte type, ReadOnlyMemory<byte> payload)
    {
        if (_leadership is not { Beginning: not null, HoldsChange: false } leadership)
            return null;
        Accept(new GroupEntry(_through.Next, leadership.Ballot, EntryKind.Command, type, payload));
        return _through;
    }

    /// <summary>Proposes the next configuration, which differs in one member; null when this member does not lead, or a change is under way.</summary>
    public Slot? Propose(GroupConfig config)
    {
        if (!IsEstablished || _leadership!.HoldsChange)
            return null;
        Invariant.Holds(config.Epoch == Config.Epoch + 1);
        Accept(new GroupEntry(_through.Next, _leadership.Ballot, EntryKind.Config, 0, default, config));
        _leadership.Change = _through;
        return _through;
    }

    /// <summary>Sends what peers lack, after values were proposed.</summary>
    public void Flush() => Pump();

    private void AskForPromises()
    {
        foreach (var voter in Config.Voters)
            if (voter.Node != _self)
                Send(new Prepare(_group, _self, voter.Node, _candidacy!.Ballot, _chosen.Next));
    }

    private void On(Prepare prepare)
    {
        if (prepare.Ballot < _promised || prepare.First <= _log.Floor)
        {
            Refuse(prepare);
            return;
        }
        if (prepare.Ballot > _promised)
        {
            StepDown();
            PromiseTo(prepare.Ballot);
        }
        var accepted = _log.Read(prepare.First, _log.Last, long.MaxValue);
        SendWhenDurable(new Promise(_group, _self, prepare.From, prepare.Ballot, _chosen, accepted));
    }

    private void On(Promise promise)
    {
        if (_candidacy is not { } candidacy || candidacy.Ballot != promise.Ballot)
            return;
        Adopt(promise);
        candidacy.Promised(promise.From, promise.Accepted.Where(entry => entry.Slot > promise.ChosenThrough));
        if (candidacy.HasMajority(Config))
            Lead(candidacy);
    }

    // What a member knows as chosen is chosen in every later ballot too, so the candidate takes it in its own.
    private void Adopt(Promise promise)
    {
        foreach (var entry in promise.Accepted)
        {
            if (entry.Slot > promise.ChosenThrough)
                break;
            if (entry.Slot != _chosen.Next)
                continue;
            BeginRun(promise.Ballot);
            Accept(entry.In(promise.Ballot));
            Choose(entry.Slot);
        }
    }

    private void Lead(Candidacy candidacy)
    {
        _candidacy = null;
        BeginRun(candidacy.Ballot);
        _leadership = new Leadership(candidacy.Ballot, candidacy.Unfinished(_chosen));
        _leadership.Follow(Config, _self, _chosen.Next);
        Pump();
    }

    private void On(Refused refused)
    {
        _roundSeen = Math.Max(_roundSeen, refused.Promised.Round);
        if (_candidacy?.Ballot == refused.Ballot)
            _candidacy = null;
        else if (_leadership?.Ballot == refused.Ballot && refused.Promised > refused.Ballot)
            StepDown();
    }

    private void On(Append append)
    {
        if (append.Ballot < _promised)
        {
            Refuse(append);
            return;
        }
        if (append.Ballot > _promised)
        {
            // In memory only: what is accepted in it says so on disk, and nothing else was promised.
            StepDown();
            _promised = append.Ballot;
        }
        BeginRun(append.Ballot);
        if (append.First > _through.Next)
        {
            Send(new Behind(_group, _self, append.From, append.Ballot, _through));
            return;
        }
        foreach (var entry in append.Entries)
            if (entry.Slot > _through)
                Accept(entry.In(append.Ballot));
        Choose(append.ChosenThrough < _through ? append.ChosenThrough : _through);
        if (append.Entries.Count > 0)
            SendWhenDurable(new Accepted(_group, _self, append.From, append.Ballot, _through));
    }

    private void On(Accepted accepted)
    {
        if (_leadership?.Ballot != accepted.Ballot || _leadership.Find(accepted.From) is not { } peer || accepted.Through <= peer.Accepted)
            return;
        peer.Accepted = peer.WindowStart = accepted.Through;
        peer.NeedsSnapshot = false;
        if (peer.Next <= peer.Accepted)
            peer.Next = peer.Accepted.Next;
        AdvanceChosen();
        Pump();
    }

    private void On(Behind behind)
    {
        if (_leadership?.Ballot != behind.Ballot || _leadership.Find(behind.From) is not { } peer || behind.Through < peer.Accepted)
            return;
        peer.Next = behind.Through.Next;
        peer.WindowStart = behind.Through;
        peer.NeedsSnapshot = behind.Through < _log.Floor;
        Pump();
    }

    private void Refuse(GroupMessage message) =>
        Send(new Refused(_group, _self, message.From, message.Ballot, _promised, _chosen));

    private void AdvanceChosen()
    {
        if (_leadership is not { } leadership)
            return;
        var through = leadership.MajorityThrough(Config, _self, _durableThrough);
        if (leadership.Change is { } change && through > change)
            through = change;
        if (through > _chosen)
            Choose(through);
        if (leadership.Change is { } chosenChange && _chosen >= chosenChange)
            EndChange(leadership, chosenChange);
    }

    // The change is chosen. Those that left are told; the new ones must hold the log through it before anything follows.
    private void EndChange(Leadership leadership, Slot change)
    {
        foreach (var peer in leadership.Peers)
            if (!Config.Has(peer.Node))
                Send(new Append(_group, _self, peer.Node, leadership.Ballot, peer.Next, [], _chosen));
        leadership.Follow(Config, _self, change.Next);
        if (leadership.MajorityThrough(Config, _self, _durableThrough) >= change)
            leadership.Change = null;
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
        foreach (var peer in leadership.Peers)
            SendTo(peer, leadership.Ballot);
        if (!Config.Has(_self) && !leadership.HoldsChange)
            StepDown();
    }

    // First what earlier ballots may have chosen, then the no-op that begins this one.
    private GroupEntry? TakeNext(Leadership leadership)
    {
        if (leadership.TryTakeWaiting(out var older))
            return older!.In(leadership.Ballot) with { Slot = _through.Next };
        if (leadership.Beginning is not null)
            return null;
        leadership.Beginning = _through.Next;
        return GroupEntry.NoOp(_through.Next, leadership.Ballot);
    }

    private void SendTo(PeerProgress peer, Ballot ballot)
    {
        while (peer.Next <= _through && peer.Next.Value - peer.WindowStart.Value <= (ulong)_limits.InFlightSlotsMax)
        {
            if (peer.Next <= _log.Floor)
            {
                peer.NeedsSnapshot = true;
                return;
            }
            var entries = _log.Read(peer.Next, _through, _limits.MessageBytesMax);
            Send(new Append(_group, _self, peer.Node, ballot, peer.Next, entries, _chosen));
            peer.Next = entries[^1].Slot.Next;
            peer.ToldChosen = _chosen;
        }
        if (peer.ToldChosen >= _chosen)
            return;
        Send(new Append(_group, _self, peer.Node, ballot, peer.Next, [], _chosen));
        peer.ToldChosen = _chosen;
    }
}
