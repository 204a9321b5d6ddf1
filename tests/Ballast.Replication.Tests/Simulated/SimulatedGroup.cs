using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests.Simulated;

/// <summary>One group on five nodes under one seed: true time, clocks that drift, a network and disks that do what they like, clients, and checkers.</summary>
internal sealed partial class SimulatedGroup
{
    private const int NodeCount = 5;
    private const long TickEvery = 25_000, ProbeEvery = 25_000, RollEvery = 250_000;
    private readonly Chance _chance;
    private readonly Weather _weather;
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly HashSet<(NodeId From, NodeId To)> _cut = [];
    private readonly Dictionary<(NodeId, Slot), string> _waiting = [];
    private readonly List<(Slot Slot, string Value)> _acknowledged = [];
    private readonly SimulatedNode[] _nodes;
    private readonly Log _log = new();
    private Slot _acknowledgedThrough;
    private long _now;
    private long _order;
    private int _commands;
    private bool _isCalm;

    // In half of the runs members that have left forget, and no incarnation is admitted twice.
    private readonly bool _forgets;
    private readonly Dictionary<(NodeId, ulong), ulong> _admitted = [];

    public SimulatedGroup(ulong seed, PlantedBug planted = PlantedBug.None)
    {
        _chance = new Chance(seed);
        _forgets = seed % 2 == 0;
        _weather = new Weather(_chance);
        var first = new GroupConfig(1, [.. Enumerable.Range(1, 3).Select(static i => new GroupVoter(new NodeId((uint)i), 1, MemberKind.Storage))]);
        Admit(first);
        _nodes = [.. Enumerable.Range(1, NodeCount).Select(i => new SimulatedNode(new NodeId((uint)i), first, _weather, planted))];
    }

    public Tally Tally { get; } = new();

    /// <summary>A sum over everything that happened, in order.</summary>
    public ulong Trace { get; private set; } = 17;

    public void Run()
    {
        foreach (var node in _nodes)
        {
            node.Drift(0, Rate());
            node.Start(0);
            After(_chance.NextInt32((int)TickEvery), () => Tick(node));
            After(_chance.NextInt32((int)ProbeEvery), () => Probe(node));
            After(_chance.NextInt32((int)RollEvery), () => CallRoll(node));
            After(_chance.NextInt32(300_000), () => ChangeDrift(node));
        }
        After(_weather.FaultEvery, Fault);
        After(_weather.ProposeEvery, Propose);
        After(2_000, Read);
        if (_weather.ChangeWeight > 0)
            After(100_000, ChangeNow);
        Until(Weather.FaultsUntil);
        Calm();
        Until(Weather.End);
        CheckEnd();
        Tally.Add("slots", _log.Count);
        Tally.Add("acknowledged", _acknowledged.Count);
    }

    private void Until(long end)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            var act = _events.Dequeue();
            _now = next.At;
            act();
            CheckOneServing();
        }
    }

    private void After(long delay, Action act) => _events.Enqueue(act, (_now + Math.Max(1, delay), ++_order));

    private bool Happens(int perMille) => _chance.NextInt32(1000) < perMille;

    private long Within(long max) => 1 + (long)(_chance.NextDouble() * _chance.NextDouble() * max);

    // Clocks keep to the bound, and like to be at it.
    private double Rate() => 1 + Weather.DriftPpmMax / 1e6 * (_chance.OneIn(2) ? _chance.OneIn(2) ? 0.999 : -0.999 : _chance.NextDouble() * 2 - 1);

    private void ChangeDrift(SimulatedNode node)
    {
        node.Drift(_now, Rate());
        After(Within(2_000_000), () => ChangeDrift(node));
    }

    // A paused process does nothing until it wakes, and then does what has piled up.
    private void With(SimulatedNode node, int life, Action<GroupMember, TimeSpan> act)
    {
        if (node.Life != life || node.Member is null)
            return;
        if (node.PausedUntil > _now)
        {
            After(node.PausedUntil - _now, () => With(node, life, act));
            return;
        }
        var rest = node.Member.Rest;
        act(node.Member, node.Clock(_now));
        CountRest(rest, node.Member);
        if (node.Member is not null)
            Settle(node);
    }

    private void Settle(SimulatedNode node)
    {
        node.Settle(Send, Applied);
        if (!node.IsSyncing && node.HasPending)
            Sync(node);
        if (node.NeedSnapshot.Count > 0)
            foreach (var peer in node.NeedSnapshot)
                CopyTree(node, _nodes[peer.Value - 1]);
    }

    private void Sync(SimulatedNode node)
    {
        node.IsSyncing = true;
        var (through, life) = (node.LastPending, node.Life);
        After(Within(_isCalm ? 300 : _weather.SyncMax), () =>
        {
            if (node.Life != life)
                return;
            node.IsSyncing = false;
            With(node, life, (_, _) => node.Sync(through));
        });
    }

    private void Send(GroupMessage message) => Carry(message.From, message.To, () =>
    {
        Trace = unchecked((Trace ^ (ulong)_now) * 1_099_511_628_211 + message.Ballot.Round * 31UL + message.To.Value);
        var target = _nodes[message.To.Value - 1];
        With(target, target.Life, (member, clock) => member.Step(message, clock));
    });

    private void Carry(NodeId from, NodeId to, Action deliver)
    {
        if (_cut.Contains((from, to)) || !_isCalm && Happens(_weather.LossPerMille))
            return;
        After(Delay(), deliver);
        if (!_isCalm && Happens(_weather.TwicePerMille))
            After(Delay(), deliver);
    }

    // A calm network keeps the order.
    private long Delay() => _isCalm ? 300 : Happens(_weather.LatePerMille) ? Within(_weather.LateMax) : 100 + Within(_weather.DelayMax);

    private void Tick(SimulatedNode node)
    {
        With(node, node.Life, (member, clock) =>
        {
            member.Tick(clock, mayRest: true);
            MoveFloor(node, member);
            if (_forgets)
                Leave(node, member, clock);
        });
        After(TickEvery / 2 + _chance.NextInt32((int)TickEvery), () => Tick(node));
    }

    // A copy on its way needs the log behind it.
    private void MoveFloor(SimulatedNode node, GroupMember member)
    {
        if (member.HasTree || member.FloorAllowed <= member.Floor || _copies.Contains(node.Id))
            return;
        member.MoveFloor();
        Tally.Add("floors of log replicas");
    }

    private void Admit(GroupConfig config)
    {
        foreach (var voter in config.Voters)
            _admitted.TryAdd((voter.Node, voter.Incarnation), config.Epoch);
    }

    // Who has left forgets everything, and is another from then on. As on a node, there is no member before it is admitted, that could ask.
    private void Leave(SimulatedNode node, GroupMember member, TimeSpan clock)
    {
        if (!_admitted.TryGetValue((node.Id, node.Incarnation), out var epoch) || member.Config.Epoch < epoch)
            return;
        member.AskWhetherMember([.. _nodes.Where(other => other != node).Select(static other => other.Id)], clock);
        if (!member.HasLeft)
            return;
        Crash(node);
        node.Wipe();
        Tally.Add("members that left");
    }

    private void Probe(SimulatedNode node)
    {
        foreach (var peer in _nodes)
            if (peer != node)
                With(node, node.Life, (_, clock) => SendProbe(node, peer, clock));
        After(ProbeEvery, () => Probe(node));
    }

    private void CountRest(Rest? before, GroupMember? member)
    {
        if (before is null && member?.Rest is { } rest)
            Tally.Add(rest.Leads ? "leaders that went to rest" : "followers that went to rest");
        else if (before is not null && member is { Rest: null })
            Tally.Add(_isCalm ? "rests that ended in calm" : "rests that ended");
    }

    private void CallRoll(SimulatedNode node)
    {
        With(node, node.Life, (member, _) =>
        {
            if (member.Rest is { } rest)
                foreach (var (peer, _, _) in rest.Promises)
                    AskWhetherIn(node, _nodes[peer.Value - 1], rest.Ballot);
        });
        After(RollEvery, () => CallRoll(node));
    }

    private void AskWhetherIn(SimulatedNode node, SimulatedNode peer, Ballot ballot) => Carry(node.Id, peer.Id, () => With(peer, peer.Life, (other, _) =>
    {
        if ((other.Leads ?? (other.Promised.Node == peer.Id ? default : other.Promised)) == ballot)
            return;
        Tally.Add("rests found broken");
        Carry(peer.Id, node.Id, () => With(node, node.Life, (member, clock) => member.Disturb(ballot, clock)));
    }));

    private void SendProbe(SimulatedNode node, SimulatedNode peer, TimeSpan clock)
    {
        var probe = node.Links![peer.Id].Probe(clock, node.Links.IsUnfit);
        Carry(node.Id, peer.Id, () => With(peer, peer.Life, (_, peerClock) =>
        {
            if (peer.Links![node.Id].On(probe, peerClock) is not { } grant)
                return;
            Carry(peer.Id, node.Id, () => With(node, node.Life, (_, ownClock) => node.Links![peer.Id].On(grant, ownClock)));
        }));
    }

    private void CopyTree(SimulatedNode from, SimulatedNode to)
    {
        if (!_copies.Add(to.Id))
            return;
        var (tree, life) = (from.Tree, to.Life);
        After(2_000 + Within(_isCalm ? 5_000 : 100_000), () =>
        {
            _copies.Remove(to.Id);
            if (_cut.Contains((from.Id, to.Id)) || !from.HasTree)
                return;
            Tally.Add("snapshots");
            With(to, life, (_, _) => to.Install(tree));
        });
        // Now and then the same one again, much later.
        if (!_isCalm && _chance.OneIn(4))
            After(100_000 + Within(500_000), () => With(to, life, (_, _) => to.Install(tree)));
    }

    private readonly HashSet<NodeId> _copies = [];

    private void Propose()
    {
        foreach (var node in _nodes)
            if (node.Member is { IsLeader: true })
                With(node, node.Life, (member, _) => ProposeTo(node, member));
        if (Happens(_weather.IdlePerMille))
            After(Within(_isCalm ? 200_000 : _weather.IdleMax), Propose);
        else
            After(Within(_isCalm ? 40_000 : _weather.ProposeEvery * 2), Propose);
    }

    private void ProposeTo(SimulatedNode node, GroupMember member)
    {
        for (var burst = 1 + _chance.NextInt32(4); burst > 0 && node.HasTree; burst--)
        {
            var sum = node.Tree.Sum;
            for (var slot = node.Tree.At.Slot.Next; slot <= member.Accepted; slot = slot.Next)
                sum = Log.SumBehind(sum, member.EntryAt(slot));
            if (member.Draft(1, Log.Command(++_commands, sum)) is not { } draft)
                break;
            member.Propose(draft);
            node.TakeRecords();
            _waiting[(node.Id, draft.Slot)] = Log.ValueOf(draft);
        }
        member.Flush(node.Clock(_now));
    }

    private void Applied(SimulatedNode node, GroupEntry entry, ulong sum)
    {
        _log.Apply(node.Id, entry, sum);
        if (!_waiting.Remove((node.Id, entry.Slot), out var proposed) || proposed != Log.ValueOf(entry))
            return;
        _acknowledged.Add((entry.Slot, proposed));
        if (entry.Slot > _acknowledgedThrough)
            _acknowledgedThrough = entry.Slot;
    }

    // Read first; then, perhaps after a while, the lease is looked at, and the client answered.
    private void Read()
    {
        foreach (var node in _nodes)
        {
            if (node.Member is not { IsLeader: true } || node.PausedUntil > _now)
                continue;
            var (needed, read) = (_acknowledgedThrough, node.Tree.At.Slot);
            After(Within(_chance.OneIn(10) ? 300_000 : 500), () => With(node, node.Life, (member, clock) =>
            {
                if (!member.MayServe(clock, read))
                    return;
                Tally.Add("consistent reads");
                if (read < needed)
                    throw new ViolationException(Checker.FreshRead, $"{node.Id} answers from {read} what began after {needed} was acknowledged");
            }));
        }
        After(Within(8_000), Read);
    }
}
