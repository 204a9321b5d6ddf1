using System.Collections.Concurrent;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Links;

namespace Ballast.Node.Fleet;

/// <summary>All storage nodes, those of this process and others: finds the leader of a group for a call, and keeps calls while there is none.</summary>
/// <remarks>Thread-safe. A call is repeated only when a replica says that nothing came of it and nothing will, or when it reads.</remarks>
public sealed class StorageFleet : IStorage, ICallRoute, INodeReceiver, IDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private readonly FleetNode[] _nodes;
    private readonly StorageNode[] _local;
    private readonly TimeProvider _time;
    private readonly FleetLimits _limits;
    private readonly FleetGroups _groups;
    private readonly ConcurrentDictionary<GroupId, GroupPlace> _places = new();
    private readonly ITimer _look;
    private readonly IDisposable? _ear;
    private int _waiting;

    /// <summary>Nodes that are all of this process.</summary>
    public StorageFleet(IReadOnlyList<StorageNode> nodes, TimeProvider time, FleetLimits? limits = null)
        : this(nodes, [], null, time, new Chance(0), limits)
    {
    }

    /// <param name="local">The nodes of this process.</param>
    /// <param name="remote">Those of other processes.</param>
    /// <param name="network">By which they are reached; the fleet is the router of the first local node.</param>
    /// <param name="time">The clock.</param>
    /// <param name="chance">Draws what tells this process's calls from others.</param>
    /// <param name="limits">Bounds.</param>
    public StorageFleet(IReadOnlyList<StorageNode> local, IReadOnlyList<NodePlace> remote, INodeNetwork? network, TimeProvider time, Chance chance, FleetLimits? limits = null)
    {
        Invariant.Holds(local.Count > 0 && (network is not null || remote.Count == 0));
        (_local, _time, _limits) = ([.. local], time, limits ?? new FleetLimits());
        var (self, ids) = (local[0].Identity.Node, new CallIds(chance));
        _nodes = [.. local.Select(FleetNode (node) => new LocalNode(node)).Concat(remote.Select(place => new RemoteNode(place, self, network!, ids, time, _limits))).OrderBy(static node => node.Node)];
        _groups = new FleetGroups(_nodes, _limits.CopiesMax);
        foreach (var node in _local)
            node.Serving += group => Serves(group, node.Identity.Node);
        if (remote.Count > 0)
            _ear = network!.Attach(self, NodePort.Router, this);
        _look = time.CreateTimer(static fleet => ((StorageFleet)fleet!).LookAgain(), this, LookPeriod, LookPeriod);
    }

    /// <summary>Raised, from the network, when another process says that it has changed the system table.</summary>
    public event Action? TablesChanged;

    /// <summary>Tells the other processes that this one has changed the system table.</summary>
    public void TellTablesChanged()
    {
        foreach (var node in _nodes)
            (node as RemoteNode)?.TellTablesChanged();
    }

    public IReadOnlyList<GroupId> LocalGroups => [.. _local.SelectMany(static node => node.Groups).Distinct().Order()];

    /// <summary>Ends when a node of this process can no longer be trusted, with the reason; never while all is well.</summary>
    public Task<Exception> Failed => Task.WhenAny(_local.Select(static node => node.Failed)).Unwrap();

    public ValueTask SubmitAsync(GroupId group, ReplicaCall call)
    {
        var ended = call.Ended;
        call.Take(this, group);
        Ask(PlaceOf(group), call);
        return ended;
    }

    bool ICallRoute.Takes(ReplicaCall call, CallOutcome outcome)
    {
        switch (outcome)
        {
            case CallOutcome.NotLeader:
                call.MayBeFound = true;
                AskNext(PlaceOf(call.Group), call);
                return true;
            case CallOutcome.Unavailable:
                AskNext(PlaceOf(call.Group), call);
                return true;
            default:
                if (!call.MayBeStale)
                    PlaceOf(call.Group).Found(call.AskedNode);
                return false;
        }
    }

    void INodeReceiver.Receive(NodeMessage message)
    {
        switch (message)
        {
            case CallAnswerMessage answer:
                RemoteOf(answer.From)?.Receive(answer);
                break;
            case GroupTaskAnswer answer:
                RemoteOf(answer.From)?.Receive(answer);
                break;
            case ServesMessage serves:
                Serves(serves.Group, serves.From);
                break;
            case TablesChangedMessage:
                TablesChanged?.Invoke();
                break;
        }
    }

    void INodeReceiver.Lost(NodeId peer) => RemoteOf(peer)?.Lose();

    public async Task<CallOutcome> FoundAsync(GroupId root, PartitionSchema schema)
    {
        var isFounder = _local.Any(node => node.Identity.Node == _nodes[0].Node);
        for (var since = _time.GetTimestamp(); !await _groups.TryFoundAsync(root, schema, isFounder);)
        {
            if (_time.GetElapsedTime(since) > _limits.WaitMax)
                return CallOutcome.Unavailable;
            await Task.Delay(LookPeriod, _time);
        }
        return await WaitForLeaderAsync(root);
    }

    public async Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema)
    {
        var outcome = await _groups.MakeAsync(group, schema);
        if (outcome is not (null or CallOutcome.Done))
            return outcome.Value;
        // One that is made now is made, whatever comes; but whoever hears of it should find it serving.
        var leader = await WaitForLeaderAsync(group);
        return outcome ?? leader;
    }

    public async Task<CallOutcome> DropGroupAsync(GroupId group)
    {
        var outcome = await _groups.DropAsync(group);
        Leave(group);
        return outcome;
    }

    public async Task<CallOutcome> DropLocalAsync(GroupId group)
    {
        var outcomes = await Task.WhenAll(_local.Select(node => node.DropGroupAsync(group)));
        Leave(group);
        return outcomes.FirstOrDefault(static outcome => outcome != CallOutcome.Done);
    }

    public async Task<bool> MayHostAsync(GroupId group) => (await _groups.LookAsync(group)).Any(static sight => sight is not { Config: null });

    public async Task<PartitionFigures?> DescribeGroupAsync(GroupId group)
    {
        var place = PlaceOf(group);
        for (var i = 0; i < _nodes.Length; i++)
            if (await _nodes[(place.Leader + i) % _nodes.Length].CountAsync(group) is { } figures)
                return figures;
        return null;
    }

    /// <summary>Looks at what the replicas of a group hold.</summary>
    public Task<GroupReport> CompareAsync(GroupId group) => _groups.CompareAsync(group);

    /// <summary>Closes the nodes of this process. Where all are here they stop together; else their leads go to the others first.</summary>
    public async Task CloseAsync()
    {
        if (_local.Length == _nodes.Length)
            foreach (var node in _local)
                node.AskPromisesBack();
        foreach (var node in _local)
            await node.CloseAsync();
        Dispose();
    }

    public void Dispose()
    {
        _look.Dispose();
        _ear?.Dispose();
    }

    private RemoteNode? RemoteOf(NodeId node) => Array.Find(_nodes, known => known.Node == node) as RemoteNode;

    // Leads are spread over the nodes as the nodes do it, so that the first guess is right most of the time.
    private GroupPlace PlaceOf(GroupId group) =>
        _places.TryGetValue(group, out var place) ? place : _places.GetOrAdd(group, new GroupPlace((int)(group.Value % (ulong)_nodes.Length)));

    private async Task<CallOutcome> WaitForLeaderAsync(GroupId group)
    {
        var call = new LeaderCall();
        call.Begin();
        await SubmitAsync(group, call);
        return call.Outcome;
    }

    private void Ask(GroupPlace place, ReplicaCall call)
    {
        call.Seek(place.Changes);
        AskNext(place, call);
    }

    // Each node is asked once, beginning where the leader was last. Whoever takes the call may end it, or give it back, before Take returns.
    private void AskNext(GroupPlace place, ReplicaCall call)
    {
        do
            while (call.Tries < _nodes.Length)
            {
                call.AskedNode = (place.Leader + call.Tries++) % _nodes.Length;
                switch (_nodes[call.AskedNode].Take(call))
                {
                    case Taking.Taken:
                        return;
                    case Taking.Passed:
                        call.MayBeFound = true;
                        break;
                }
            }
        while (call.TrySeekAny());
        if (call.MayBeFound)
            Wait(place, call);
        else
            call.EndWith(CallOutcome.Unavailable);
    }

    private void Wait(GroupPlace place, ReplicaCall call)
    {
        var now = _time.GetTimestamp();
        var since = call.WaitsSince ??= now;
        if (_time.GetElapsedTime(since, now) >= _limits.WaitMax)
            call.EndWith(CallOutcome.Unavailable);
        else if (Interlocked.Increment(ref _waiting) > _limits.WaitingCallsMax)
        {
            Interlocked.Decrement(ref _waiting);
            call.EndWith(CallOutcome.Overloaded);
        }
        else if (!place.TryWait(call))
            GoOn(call);
    }

    private void Serves(GroupId group, NodeId node)
    {
        var place = PlaceOf(group);
        foreach (var call in place.Serves(Array.FindIndex(_nodes, known => known.Node == node)))
            GoOn(call);
    }

    private void GoOn(ReplicaCall call)
    {
        Interlocked.Decrement(ref _waiting);
        Ask(PlaceOf(call.Group), call);
    }

    private void Leave(GroupId group)
    {
        if (_places.TryRemove(group, out var place))
            foreach (var call in place.Leave())
                GoOn(call);
    }

    // A leader elsewhere may have begun to serve without a word that arrived.
    private void LookAgain()
    {
        foreach (var node in _nodes)
            (node as RemoteNode)?.LoseLongest();
        if (Volatile.Read(ref _waiting) == 0)
            return;
        foreach (var (_, place) in _places)
            foreach (var call in place.TakeWaiting())
                GoOn(call);
    }
}
