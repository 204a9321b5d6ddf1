using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Members;

/// <content>What it does for others: promises, acceptances.</content>
public sealed partial class GroupMember
{
    /// <summary>Takes a message from a peer.</summary>
    public void Step(GroupMessage message, TimeSpan now)
    {
        _now = now;
        _roundSeen = Math.Max(_roundSeen, message.Ballot.Round);
        if (_rest is not null && !LeavesAtRest(message))
            Wake();
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
                StepAside(message);
                break;
        }
    }

    private void StepAside(GroupMessage message)
    {
        switch (message)
        {
            case StartLog start:
                On(start);
                break;
            case StartRefused refused:
                On(refused);
                break;
            case AskMembership ask:
                On(ask);
                break;
            case MemberLeft left:
                On(left);
                break;
            case AskLeader ask:
                On(ask);
                break;
            case LeaderHeard heard:
                On(heard);
                break;
            case Released released:
                On(released);
                break;
            case TakeLead take:
                On(take);
                break;
            default:
                throw Invariant.Unreachable("a message of no known kind");
        }
    }

    private void On(Prepare prepare)
    {
        if (prepare.Ballot < _promised)
        {
            Refuse(prepare);
            return;
        }
        if (!MayHelp(prepare))
        {
            Refuse(prepare);
            return;
        }
        // What was handed over binds nobody: its epoch need not end.
        if (_bound is { } bound && prepare.Released != default && bound.Ballot == prepare.Released)
            _bound = null;
        Follow(prepare.Ballot, prepare.From);
        PromiseTo(prepare.Ballot);
        var promise = PromiseFrom(prepare);
        if (Planted == PlantedBug.PromiseBeforeDurable)
            Send(promise);
        else
            SendWhenDurable(promise);
    }

    // What is chosen may be long, and comes in parts; what is not is bounded by what a leader proposes ahead.
    private Promise PromiseFrom(Prepare prepare)
    {
        var first = prepare.First <= _log.Floor ? _log.Floor.Next : prepare.First;
        var accepted = first <= _chosen ? _log.Read(first, _chosen, _limits.MessageBytesMax) : [];
        var isWhole = first > _chosen || accepted[^1].Slot == _chosen;
        if (isWhole)
            accepted.AddRange(Unchosen(first).TakeWhile(entry => Planted != PlantedBug.ForgetOlderBallots || entry.Ballot == _run));
        return new Promise(_group, _self, prepare.From, prepare.Ballot, _incarnation, _chosen, _log.Floor, _log.FloorOrigin, accepted, isWhole);
    }

    private List<GroupEntry> Unchosen(Slot first) => _log.Read(first > _chosen ? first : _chosen.Next, _log.Last, long.MaxValue);

    private void On(Append append)
    {
        if (append.Ballot < _promised && !(Planted == PlantedBug.AcceptBelowPromise && append.Ballot >= _run))
        {
            Refuse(append);
            return;
        }
        Follow(append.Ballot, append.From);
        _heardAt = _now;
        _inquiry = null;
        BeginRun(append.Ballot);
        if (append.First > _through.Next)
        {
            if (Planted != PlantedBug.AcceptWithGap || append.First > _log.Last.Next)
            {
                EndRest();
                Send(new Behind(_group, _self, append.From, append.Ballot, _through, _incarnation));
                return;
            }
            _through = new Slot(append.First.Value - 1);
        }
        foreach (var entry in append.Entries)
            if (entry.Slot > _through)
                Accept(entry.In(append.Ballot));
        var known = Planted == PlantedBug.ChooseByLastEntry ? _log.Last : _through;
        Choose(append.ChosenThrough < known ? append.ChosenThrough : known);
        if (_through < _chosen)
            _through = _chosen;
        // What a leader begins its ballot with stands behind everything that was chosen before.
        if (_chosen >= append.ChosenThrough && _log.OriginAt(_chosen) == append.Ballot)
            (_freshAt, _freshThrough) = (_now, append.ChosenThrough);
        TakeFloor(append);
        Enter(append);
        RestAsFollower(append);
        Acknowledge(append.Ballot);
    }

    private void Acknowledge(Ballot ballot)
    {
        var entered = _bound is { } bound && bound.Ballot == ballot ? bound.Epoch : (Leases.LeaseEpoch?)null;
        var accepted = new Accepted(_group, _self, ballot.Node, ballot, _incarnation, _through, _chosen, entered, _hasTree, _rest is not null);
        if (Planted == PlantedBug.AcceptedBeforeDurable)
            Send(accepted);
        else
            SendWhenDurable(accepted);
    }

    private void On(StartLog message)
    {
        if (message.Ballot < _promised || message.Start.Slot <= _chosen || message.Incarnation != _incarnation)
            return;
        Follow(message.Ballot, message.From);
        // What it has accepted may stand nowhere else but at the leader: a peer with a tree may lack it, and the leader may be lost. It is not forgotten.
        if (TryAdoptOwn(message.Start.Slot, message.Start.Origin, message.Ballot))
            return;
        _hasTree = false;
        Record(null, message.Start);
        Begin(message.Start);
    }

    // In memory only: what is accepted in the ballot says so on disk, and a promise makes its own record.
    private void Follow(Ballot ballot, NodeId leader)
    {
        if (ballot <= _promised)
            return;
        StepDown();
        Leave(leader);
        _promised = ballot;
        _heardAt = _now;
    }

    private void Refuse(GroupMessage message) =>
        Send(new Refused(_group, _self, message.From, message.Ballot, _promised));
}
