using System.Collections.Immutable;
using System.Text;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Replication.Tests;

/// <summary>One group on five nodes, whose every step the seed chooses: messages lost, doubled and out of order, slow syncs, crashes, candidates, changes.</summary>
internal sealed class SimulatedGroup
{
    private const int NodeCount = 5;
    private readonly Chance _chance;
    private readonly List<GroupMessage> _network = [];
    private readonly Dictionary<Slot, string> _chosen = [];
    private readonly Dictionary<(NodeId, Slot), string> _waiting = [];
    private readonly List<(Slot Slot, string Value)> _acknowledged = [];
    private readonly SimulatedNode[] _nodes;
    private readonly ImmutableArray<GroupVoter> _voters = [.. Enumerable.Range(1, NodeCount).Select(static i => new GroupVoter(new NodeId((uint)i), 1, MemberKind.Storage))];
    private int _proposals;

    public SimulatedGroup(ulong seed)
    {
        _chance = new Chance(seed);
        var first = new GroupConfig(1, _voters[..3]);
        _nodes = [.. _voters.Select(voter => new SimulatedNode(voter.Node, first, _network.Add, Applied))];
    }

    public int Elections { get; private set; }
    public int Crashes { get; private set; }
    public int Changes { get; private set; }
    public int Acknowledged => _acknowledged.Count;
    public int ChosenSlots => _chosen.Count;

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
            Step();
        Heal();
    }

    private void Step()
    {
        var node = _nodes[_chance.NextInt32(NodeCount)];
        switch (_chance.NextInt32(100))
        {
            case < 50:
                Deliver();
                break;
            case < 70 when node.Member is not null:
                node.Sync(1 + _chance.NextInt32(4));
                break;
            case < 88 when node.Member is { IsLeader: true } member:
                Propose(node, member);
                break;
            case < 91 when node.Member is { } member:
                member.Resend();
                break;
            case < 92 when node.Member is { IsLeader: false } member && _chance.OneIn(2):
                member.Stand();
                Elections++;
                break;
            case < 94 when node.Member is { IsEstablished: true } member && _chance.OneIn(4):
                Change(member);
                break;
            case 94 when _chance.OneIn(4):
                Crash(node);
                break;
            case < 97 when node.Member is null:
                node.Restart();
                break;
            case 98:
                node.Checkpoint();
                break;
        }
        if (node.Member is not null)
            node.Settle();
    }

    private void Deliver()
    {
        if (_network.Count == 0)
            return;
        var at = _chance.OneIn(3) ? _chance.NextInt32(_network.Count) : 0;
        var message = _network[at];
        if (!_chance.OneIn(30))
            _network.RemoveAt(at);
        if (_chance.OneIn(20))
            return;
        Hand(message);
    }

    private void Hand(GroupMessage message)
    {
        var target = _nodes[message.To.Value - 1];
        if (target.Member is null)
            return;
        target.Member.Step(message);
        target.Settle();
    }

    private void Propose(SimulatedNode node, Members.GroupMember member)
    {
        var value = $"v{++_proposals}";
        if (member.Propose(1, Encoding.UTF8.GetBytes(value)) is not { } slot)
            return;
        _waiting[(node.Id, slot)] = value;
        member.Flush();
    }

    // One in, or one out, so that there are always three or four.
    private void Change(Members.GroupMember member)
    {
        var now = member.Config;
        ImmutableArray<GroupVoter> next;
        if (now.Voters.Length == 3)
        {
            var outside = _voters.Where(voter => !now.Has(voter.Node)).ToArray();
            next = now.Voters.Add(outside[_chance.NextInt32(outside.Length)]);
        }
        else
            next = now.Voters.RemoveAt(_chance.NextInt32(now.Voters.Length));
        if (member.Propose(new GroupConfig(now.Epoch + 1, next)) is not null)
            Changes++;
        member.Flush();
    }

    private void Crash(SimulatedNode node)
    {
        if (node.Member is null)
            return;
        node.Crash(_chance);
        foreach (var (key, _) in _waiting.Where(pair => pair.Key.Item1 == node.Id).ToList())
            _waiting.Remove(key);
        Crashes++;
    }

    // Agreement: whatever any member applies to a slot, every member applies.
    private void Applied(NodeId node, GroupEntry entry)
    {
        var value = entry.Kind switch
        {
            EntryKind.NoOp => "no-op",
            EntryKind.Config => entry.Config!.ToString(),
            _ => Encoding.UTF8.GetString(entry.Payload.Span),
        };
        if (_chosen.TryGetValue(entry.Slot, out var known))
            Assert.True(known == value, $"{node} applied {value} to {entry.Slot}, which holds {known}");
        _chosen[entry.Slot] = value;
        if (!_waiting.Remove((node, entry.Slot), out var proposed) || proposed != value)
            return;
        _acknowledged.Add((entry.Slot, value));
    }

    // No more faults: with one candidate after another, the group must go on, and every voter come to hold all of it.
    private void Heal()
    {
        foreach (var node in _nodes)
            if (node.Member is null)
                node.Restart();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var candidate = _nodes[attempt % NodeCount].Member!;
            candidate.Stand();
            Quiesce();
            if (candidate.IsEstablished && Finish(candidate))
                return;
        }
        Assert.Fail("no member could lead after the faults had ended");
    }

    private bool Finish(Members.GroupMember leader)
    {
        if (leader.Propose(1, "the end"u8.ToArray()) is not { } last)
            return false;
        leader.Flush();
        Quiesce();
        Assert.True(leader.ChosenThrough >= last);
        foreach (var voter in leader.Config.Voters)
            Assert.Equal(leader.ChosenThrough, _nodes[voter.Node.Value - 1].Applied);
        foreach (var (slot, value) in _acknowledged)
            Assert.Equal(value, _chosen[slot]);
        return true;
    }

    private void Quiesce()
    {
        for (var round = 0; round < 20; round++)
        {
            foreach (var node in _nodes)
            {
                node.Settle();
                node.Sync(int.MaxValue);
                node.Member!.Resend();
                node.Settle();
                node.Sync(int.MaxValue);
            }
            while (_network.Count > 0)
            {
                var message = _network[0];
                _network.RemoveAt(0);
                Hand(message);
                _nodes[message.To.Value - 1].Sync(int.MaxValue);
            }
        }
    }
}
