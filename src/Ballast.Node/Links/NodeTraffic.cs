using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Copies;
using Ballast.Node.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;

namespace Ballast.Node.Links;

/// <summary>What a node says to its peers as a node, and what it does with what they say.</summary>
internal sealed class NodeTraffic(NodeHost host, ReplicaTable replicas, MemberChanges changes, NodeCopies copies, INodeNetwork network) : INodeReceiver
{
    private static readonly TimeSpan ReturnMax = TimeSpan.FromMilliseconds(500);
    private readonly RestRoll _roll = new(host, replicas, network);
    private readonly CallService _calls = new(host, replicas, network);
    private readonly GroupTaskService _tasks = new(host, network);
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _attachment;
    private volatile bool _isStopped;

    /// <summary>Before the members take part: what becomes of one of them is heard from then on.</summary>
    public void Listen()
    {
        host.Broken += changes.Forget;
        host.Left += changes.Leave;
    }

    /// <summary>Takes part from here on.</summary>
    /// <param name="node">Carries out what control planes ask.</param>
    public void Start(StorageNode node)
    {
        _tasks.Serve(node);
        host.Serving += Announce;
        _attachment = network.Attach(host.Node, NodePort.Storage, this);
        host.BeatWith(Beat);
        Beat();
    }

    /// <summary>Hears no group any more, and refuses calls.</summary>
    public void Stop()
    {
        _isStopped = true;
        _calls.Close();
        _tasks.Close();
        host.Files.Post(copies.Stop);
    }

    /// <summary>Hears nothing more.</summary>
    public void Leave() => _attachment?.Dispose();

    /// <summary>Ends when peers hear that they should say no more.</summary>
    public Task HushAsync() => network.HushAsync(host.Node);

    /// <summary>Ends when no promise of this node binds any more, or when it has waited long enough.</summary>
    public async Task PromisesReturnAsync()
    {
        using var patience = host.After(ReturnMax, () => _returned.TrySetResult());
        LookForReturned();
        await _returned.Task;
    }

    public void AskPromisesBack()
    {
        foreach (var peer in host.Peers)
            network.Send(new ReturnMessage(host.Node, peer, host.Links[peer].Close()));
    }

    public void Receive(NodeMessage message)
    {
        if (_isStopped && message is not CallMessage)
            return;
        switch (message)
        {
            case GroupMessages groups:
                foreach (var one in groups.Messages)
                    Deliver(one);
                break;
            case ProbeMessage probe:
                host.Links[probe.From].Hear(probe.Life);
                if (host.Links[probe.From].On(probe.Probe, host.Now) is { } promise)
                    network.Send(new GrantMessage(host.Node, probe.From, host.Life, promise));
                break;
            case GrantMessage grant:
                host.Links[grant.From].Hear(grant.Life);
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
            case CallMessage call:
                _calls.Receive(call);
                break;
            case GroupTask task:
                _tasks.Receive(task);
                break;
            case CopyMessage copy:
                copies.Receive(copy);
                break;
            case ReturnedMessage returned:
                host.Links[returned.From].On(returned.Returned);
                LookForReturned();
                break;
        }
    }

    // Leases tell by themselves who is gone.
    public void Lost(NodeId peer)
    {
    }

    // Heartbeats are of nodes, not of groups.
    private void Beat()
    {
        host.LookAfterSelf();
        foreach (var peer in host.Peers)
            network.Send(new ProbeMessage(host.Node, peer, host.Life, host.Links[peer].Probe(host.Now, host.Links.Yields)));
        // Who rests costs a look, and is not called.
        var now = host.Now;
        foreach (var member in replicas.Members)
            if (member.NeedsBeat(now))
                member.Executor.Post(member.Beat);
        _roll.Beat();
        copies.Beat();
    }

    private void LookForReturned()
    {
        if (!host.Links.IsBound(host.Now))
            _returned.TrySetResult();
    }

    private void Announce(GroupId group)
    {
        foreach (var peer in host.Peers)
            network.Send(new ServesMessage(host.Node, peer, group));
    }

    private void Deliver(GroupMessage message)
    {
        if (message is StartLog start)
            changes.Begin(start);
        else if (replicas.TryGetMember(message.Group, out var member))
            member.Executor.Post(member.DeliveryOf(message));
        else if (host.Planted == PlantedBug.AnyIncarnationCounts && message is Append or Prepare)
            changes.BeginUnasked(message);
        else if (message is Append append)
            network.Send(new GroupMessages(host.Node, append.From, [new Behind(append.Group, host.Node, append.From, append.Ballot, Slot.BeforeLog, Incarnation: 0)]));
    }
}
