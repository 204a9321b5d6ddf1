using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;

namespace Ballast.Replication.Tests.Simulated;

internal sealed partial class SimulatedGroup
{
    private NodeId? _serving;

    private void CheckOneServing()
    {
        NodeId? serving = null;
        foreach (var node in _nodes)
        {
            if (node.Member is not { IsLeader: true } member || !member.MayServe(node.Clock(_now), node.Tree.At.Slot))
                continue;
            if (serving is { } other)
                throw new ViolationException(Checker.OneServing, $"{other} and {node.Id} both serve at {_now} µs");
            serving = node.Id;
        }
        if (serving is null || serving == _serving)
            return;
        _serving = serving;
        Tally.Add("leaders that served");
    }

    private void Calm()
    {
        _isCalm = true;
        _cut.Clear();
        foreach (var node in _nodes)
        {
            node.PausedUntil = _now;
            if (node.Links is { } links)
                links.IsUnfit = false;
            if (node.Member is null)
                node.Start(_now);
        }
    }

    // After the faults there must be one leader that serves and commits, and every replica must come to hold all of it.
    private void CheckEnd()
    {
        var leader = Array.Find(_nodes, node => node.Member!.MayServe(node.Clock(_now), node.Tree.At.Slot))
            ?? throw new ViolationException(Checker.Liveness, $"nobody serves after the faults ended: {string.Join("; ", _nodes.Select(Describe))}");
        foreach (var (slot, value) in _acknowledged)
            if (!_log.Holds(slot, value))
                throw new ViolationException(Checker.Acknowledged, $"{value} was acknowledged at {slot}, and is not there");
        if (_acknowledgedThrough.Value + 2000 < leader.Member!.ChosenThrough.Value || leader.Tree.At.Slot < _acknowledgedThrough)
            throw new ViolationException(Checker.Liveness, $"{leader.Id} leads and acknowledges nothing");
        foreach (var voter in leader.Member.Config.Voters)
            CheckCaughtUp(_nodes[voter.Node.Value - 1], voter, leader.Member);
    }

    private static void CheckCaughtUp(SimulatedNode node, GroupVoter voter, GroupMember leader)
    {
        var has = voter.Kind == MemberKind.Storage ? node.Tree.At.Slot : node.Member!.ChosenThrough;
        if (has.Value + 200 < leader.ChosenThrough.Value)
            throw new ViolationException(Checker.Liveness, $"{Describe(node)} stays behind {leader.ChosenThrough}");
    }

    private static string Describe(SimulatedNode node) =>
        $"{node.Id}.{node.Incarnation} {(node.Member!.IsLeader ? "leads " : "")}{node.Member.Promised} chosen {node.Member.ChosenThrough} through {node.Member.Accepted} in {node.Member.Config}"
        + $"{(node.HasTree ? "" : " no tree")} established {node.Member.IsEstablished} change {node.Member.HoldsChange} tree {node.Tree.At.Slot} floor {node.Member.Floor}";
}
