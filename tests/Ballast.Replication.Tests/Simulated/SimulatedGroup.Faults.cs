using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Replication.Tests.Simulated;

internal sealed partial class SimulatedGroup
{
    private NodeId? _wiped;

    private void Fault()
    {
        if (_isCalm)
            return;
        var w = _weather;
        (int Weight, Action Act)[] faults =
        [
            (w.CrashWeight, () => Crash(Some())), (w.CrashWeight, CrashLeader), (w.CrashWeight / 2, CrashMany), (w.CutWeight, CutSome), (w.CutWeight, CutLeader), (w.CutWeight, Mend),
            (w.PauseWeight, Pause), (w.StandWeight, StandSome), (w.ChangeWeight, Change), (w.WipeWeight, Wipe), (w.TrimWeight, Trim), (w.TransferWeight, Transfer), (w.StallWeight, Stall),
        ];
        var draw = _chance.NextInt32(faults.Sum(static fault => fault.Weight));
        foreach (var (weight, act) in faults)
        {
            draw -= weight;
            if (draw >= 0)
                continue;
            act();
            break;
        }
        After(Within(_weather.FaultEvery * 4), Fault);
    }

    private SimulatedNode Some() => _nodes[_chance.NextInt32(NodeCount)];

    private SimulatedNode? Leader() => Array.Find(_nodes, static node => node.Member is { IsEstablished: true }) ?? Array.Find(_nodes, static node => node.Member is { IsLeader: true });

    private void Crash(SimulatedNode node)
    {
        if (node.Member is null)
            return;
        node.Crash(_chance);
        foreach (var key in _waiting.Keys.Where(key => key.Item1 == node.Id).ToList())
            _waiting.Remove(key);
        Tally.Add("crashes");
        After(Within(_weather.DownMax), () => Restart(node));
    }

    private void Restart(SimulatedNode node)
    {
        if (node.Member is null)
            node.Start(_now);
    }

    private void CrashLeader()
    {
        if (Leader() is { } leader)
            Crash(leader);
    }

    // Some at once, and perhaps again when they have just come up.
    private void CrashMany()
    {
        if (_isCalm)
            return;
        foreach (var node in _nodes)
            if (_chance.NextInt32(3) > 0)
                Crash(node);
        if (_chance.OneIn(2))
            After(Within(_weather.DownMax * 2), CrashMany);
        Tally.Add("crashes of many");
    }

    private void CutSome()
    {
        var one = Some();
        foreach (var other in _nodes)
            if (other != one && _chance.OneIn(2))
                Cut(one, other);
    }

    private void CutLeader()
    {
        if (Leader() is not { } leader)
            return;
        foreach (var other in _nodes)
            if (other != leader && _chance.NextInt32(4) > 0)
                Cut(leader, other);
    }

    private void Cut(SimulatedNode one, SimulatedNode other)
    {
        var way = _chance.NextInt32(4);
        if (way != 0)
            _cut.Add((one.Id, other.Id));
        if (way != 1)
            _cut.Add((other.Id, one.Id));
        Tally.Add(way > 1 ? "cuts" : "one-way cuts");
        After(20_000 + Within(600_000), () =>
        {
            _cut.Remove((one.Id, other.Id));
            _cut.Remove((other.Id, one.Id));
        });
    }

    private void Mend() => _cut.Clear();

    private void Pause()
    {
        var node = _chance.OneIn(2) ? Leader() ?? Some() : Some();
        node.PausedUntil = _now + Within(500_000);
        Tally.Add("pauses");
    }

    // Nobody asked first, and often two at once.
    private void StandSome()
    {
        for (var i = _chance.NextInt32(3); i >= 0; i--)
        {
            var node = Some();
            With(node, node.Life, (member, clock) => Tally.Add("unasked candidates", member.Stand(clock) ? 1 : 0));
        }
    }

    private void Trim()
    {
        var node = Some();
        if (node.Member is null)
            return;
        node.Checkpoint();
        if (_chance.OneIn(2))
            node.Trim(_chance);
        Tally.Add("checkpoints");
    }

    private void Transfer()
    {
        if (Leader() is not { } leader)
            return;
        var heir = Some();
        if (heir != leader)
            With(leader, leader.Life, (member, clock) => Tally.Add("hand-overs", member.TransferLead(heir.Id, clock) ? 1 : 0));
    }

    // Whether or not its disk is slow: the node takes itself for unfit to lead for a while.
    private void Stall()
    {
        var node = _chance.OneIn(2) ? Leader() ?? Some() : Some();
        if (node.Links is not { } links)
            return;
        links.IsUnfit = true;
        Tally.Add("stalls");
        After(Within(400_000), () => links.IsUnfit = false);
    }

    // A disk is lost only while all others are whole, and no change is under way that might still need it.
    private void Wipe()
    {
        if (Leader() is not { Member: { IsEstablished: true, HoldsChange: false } leader } || leader.Config.Epoch < (_log.LatestConfig?.Epoch ?? 1))
            return;
        if (_wiped is { } before && leader.Config.Voters.Any(voter => voter.Node == before && voter.Incarnation != _nodes[before.Value - 1].Incarnation))
            return;
        var node = Some();
        // Nor may it be the last that has what others have trimmed.
        var others = leader.Config.Voters.Where(voter => voter.Node != node.Id).Select(voter => _nodes[voter.Node.Value - 1]);
        if (node.Member is null || others.Any(other => other.Member is null || !other.HasTree || other.Member.ChosenThrough < leader.Floor))
            return;
        Crash(node);
        node.Wipe();
        _wiped = node.Id;
        Tally.Add("lost disks");
    }

    private void ChangeNow()
    {
        if (_isCalm)
            return;
        Change();
        After(Within(800_000 / _weather.ChangeWeight), ChangeNow);
    }

    private void Change()
    {
        if (Leader() is not { Member: { IsEstablished: true } member } node || node.PausedUntil > _now)
            return;
        var now = member.Config;
        var next = Next(now);
        var before = now.Voters.Where(voter => voter.Kind == MemberKind.Storage && _nodes[voter.Node.Value - 1].Incarnation == voter.Incarnation).ToList();
        if (next.Count(static voter => voter.Kind == MemberKind.Log) > 1 || next.Count(voter => before.Contains(voter)) < 2)
            return;
        if (_forgets && next.Any(voter => !now.Has(voter.Node, voter.Incarnation) && _admitted.ContainsKey((voter.Node, voter.Incarnation))))
            return;
        With(node, node.Life, (proposer, _) =>
        {
            if (proposer.Config == now && proposer.Propose(new GroupConfig(now.Epoch + 1, next)) is not null)
            {
                Tally.Add("changes");
                Admit(new GroupConfig(now.Epoch + 1, next));
            }
            proposer.Flush(node.Clock(_now));
        });
    }

    // One in, one out, one for another, or one in its new incarnation; three or four, of whom one may be a log replica.
    private ImmutableArray<GroupVoter> Next(GroupConfig now)
    {
        var stale = now.Voters.FirstOrDefault(voter => voter.Incarnation != _nodes[voter.Node.Value - 1].Incarnation);
        if (stale != default && _chance.NextInt32(3) > 0)
            return now.Voters.Replace(stale, stale with { Incarnation = _nodes[stale.Node.Value - 1].Incarnation });
        var outside = _nodes.Where(node => !now.Has(node.Id)).ToArray();
        var comer = outside[_chance.NextInt32(outside.Length)];
        var voter = new GroupVoter(comer.Id, comer.Incarnation, _chance.OneIn(3) ? MemberKind.Log : MemberKind.Storage);
        var leaver = now.Voters[_chance.NextInt32(now.Voters.Length)];
        if (leaver.Kind == MemberKind.Log && _chance.OneIn(2))
            return now.Voters.Replace(leaver, leaver with { Kind = MemberKind.Storage });
        return _chance.NextInt32(3) switch
        {
            0 when now.Voters.Length == 3 => now.Voters.Add(voter),
            1 when now.Voters.Length == 4 => now.Voters.Remove(leaver),
            _ => now.Voters.Replace(leaver, voter),
        };
    }
}
