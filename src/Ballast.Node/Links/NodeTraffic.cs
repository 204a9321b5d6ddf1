using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Replication.Messages;

namespace Ballast.Node.Links;

/// <summary>What a node says to its peers as a node, and what it does with what they say.</summary>
internal sealed class NodeTraffic(NodeHost host, ReplicaTable replicas, INodeNetwork network, IReadOnlyList<NodeId> peers) : INodeReceiver
{
    private IDisposable? _attachment;

    public void Start()
    {
        _attachment = network.Attach(host.Node, this);
        host.BeatWith(Beat);
        Beat();
    }

    public void Stop() => _attachment?.Dispose();

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
            case ReturnedMessage returned:
                host.Links[returned.From].On(returned.Returned);
                break;
        }
    }

    // Heartbeats are of nodes, not of groups.
    private void Beat()
    {
        foreach (var peer in peers)
            network.Send(new ProbeMessage(host.Node, peer, host.Links[peer].Probe(host.Now)));
        foreach (var member in replicas.Members)
            member.Executor.Post(member.Membership.Tick);
    }

    private void Deliver(GroupMessage message)
    {
        if (replicas.TryGetMember(message.Group, out var member))
            member.Executor.Post(new Delivery(member, message));
        else if (message is Append append)
            network.Send(new GroupMessages(host.Node, append.From, [new Behind(append.Group, host.Node, append.From, append.Ballot, Slot.BeforeLog, Incarnation: 0)]));
    }

    private sealed class Delivery(HostedMember member, GroupMessage message) : IWorkItem
    {
        public void Run() => member.Receive(message);
    }
}
