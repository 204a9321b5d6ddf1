using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;

namespace Ballast.Node.Links;

/// <summary>What a node says to its peers as a node, and what it does with what they say.</summary>
internal sealed class NodeTraffic(NodeHost host, ReplicaTable replicas, NodeCopies copies, INodeNetwork network, IReadOnlyList<NodeId> peers) : INodeReceiver
{
    private readonly RestRoll _roll = new(host, replicas, network);
    private IDisposable? _attachment;

    public void Start()
    {
        _attachment = network.Attach(host.Node, this);
        host.Broken += group => host.Files.Post(() => _ = ForgetAsync(group));
        host.BeatWith(Beat);
        Beat();
    }

    public void Stop()
    {
        _attachment?.Dispose();
        host.Files.Post(copies.Stop);
    }

    public void AskPromisesBack()
    {
        foreach (var peer in peers)
            network.Send(new ReturnMessage(host.Node, peer, host.Links[peer].Close()));
    }

    public void Receive(NodeMessage message)
    {
        switch (message)
        {
            case GroupMessages groups:
                foreach (var one in groups.Messages)
                    Deliver(one);
                break;
            case ProbeMessage probe:
                if (host.Links[probe.From].On(probe.Probe, host.Now) is { } promise)
                    network.Send(new GrantMessage(host.Node, probe.From, promise));
                break;
            case GrantMessage grant:
                host.Links[grant.From].On(grant.Grant, host.Now);
                break;
            case ReturnMessage asked:
                network.Send(new ReturnedMessage(host.Node, asked.From, host.Links[asked.From].On(asked.Return)));
                break;
            case RestRollMessage roll:
                _roll.On(roll);
                break;
            case RestBrokenMessage answer:
                _roll.On(answer);
                break;
            case CopyMessage copy:
                copies.Receive(copy);
                break;
            case ReturnedMessage returned:
                host.Links[returned.From].On(returned.Returned);
                break;
        }
    }

    // Heartbeats are of nodes, not of groups.
    private void Beat()
    {
        host.LookAfterSelf();
        foreach (var peer in peers)
            network.Send(new ProbeMessage(host.Node, peer, host.Links[peer].Probe(host.Now, host.Links.IsUnfit)));
        // Who rests costs a look, and is not called.
        var now = host.Now;
        foreach (var member in replicas.Members)
            if (member.NeedsBeat(now))
                member.Executor.Post(member.Beat);
        _roll.Beat();
        copies.Beat();
    }

    private void Deliver(GroupMessage message)
    {
        if (message is StartLog start && start.Start.Config.Find(host.Node) is { Kind: MemberKind.Log } voter)
            host.Files.Post(() => _ = StartLogAsync(start, voter));
        else if (replicas.TryGetMember(message.Group, out var member))
            member.Executor.Post(new Delivery(member, message));
        else if (message is Append append)
            network.Send(new GroupMessages(host.Node, append.From, [new Behind(append.Group, host.Node, append.From, append.Ballot, Slot.BeforeLog, Incarnation: 0)]));
    }

    // Whatever this node had of the group before is of another incarnation, and means nothing any more.
    private async Task StartLogAsync(StartLog start, GroupVoter voter)
    {
        if (replicas.TryGetMember(start.Group, out var member) && member.Membership.Incarnation == voter.Incarnation)
        {
            member.Executor.Post(new Delivery(member, start));
            return;
        }
        if (member is not null)
            await EndAsync(member);
        host.Files.Post(() =>
        {
            if (replicas.TryGetMember(start.Group, out var other) && other != member)
                return;
            var made = replicas.AddLogReplica(start.Group, start.Start.Config, voter.Incarnation);
            host.ReleaseLog(start.Group);
            made.Executor.Post(() =>
            {
                host.Join(made);
                made.Receive(start);
            });
        });
    }

    // A member that has lost its tree has no memory that counts: it is forgotten, and its group takes the node in anew.
    private async Task ForgetAsync(GroupId group)
    {
        if (!replicas.TryGetMember(group, out var member) || member.Membership.Config.Voters.Length == 1)
            return;
        await EndAsync(member);
        host.Files.Post(() => replicas.Remove(group));
    }

    private static async Task EndAsync(HostedMember member)
    {
        await member.Executor.InvokeAsync(() =>
        {
            member.Membership.Resign();
            return true;
        });
        if (member is Replica replica)
            await await member.Executor.InvokeAsync(replica.CloseTree);
        await member.Executor.InvokeAsync(() =>
        {
            member.Dispose();
            return true;
        });
    }

    private sealed class Delivery(HostedMember member, GroupMessage message) : IWorkItem
    {
        public void Run() => member.Receive(message);
    }
}
