using System.Collections.Concurrent;

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Groups;
using Ballast.Replication.Groups;

namespace Ballast.Node.Fleet;

/// <summary>The storage nodes of one process: finds the leader of a group for a call, and keeps calls while there is none.</summary>
/// <remarks>Thread-safe. A call is repeated only when a replica says that nothing came of it and nothing will.</remarks>
public sealed class StorageFleet : IStorage, ICallRoute, IDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(500);
    private readonly StorageNode[] _nodes;
    private readonly TimeProvider _time;
    private readonly FleetLimits _limits;
    private readonly ConcurrentDictionary<GroupId, GroupPlace> _places = new();
    private readonly ITimer _look;
    private int _waiting;

    public StorageFleet(IReadOnlyList<StorageNode> nodes, TimeProvider time, FleetLimits? limits = null)
    {
        Invariant.Holds(nodes.Count > 0);
        (_nodes, _time, _limits) = ([.. nodes], time, limits ?? new FleetLimits());
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = i;
            _nodes[i].Serving += group => Serves(group, node);
        }
        _look = time.CreateTimer(static fleet => ((StorageFleet)fleet!).RefuseLongest(), this, LookPeriod, LookPeriod);
    }

    /// <summary>Whether any node has ever held anything that was acknowledged.</summary>
    public bool HasHistory => _nodes.Any(static node => node.HasHistory);

    /// <summary>Every group that any node has, in service or not.</summary>
    public IReadOnlyList<GroupId> Groups => [.. _nodes.SelectMany(static node => node.Groups).Distinct().Order()];

    /// <summary>Ends when a node can no longer be trusted, with the reason; never while all is well.</summary>
    public Task<Exception> Failed => Task.WhenAny(_nodes.Select(static node => node.Failed)).Unwrap();

    public IReadOnlyList<GroupId> LocalGroups => Groups;

    /// <summary>Whether any node has a replica of the group, in service or not.</summary>
    public bool Hosts(GroupId group) => Array.Exists(_nodes, node => node.Hosts(group));

    public ValueTask SubmitAsync(GroupId group, ReplicaCall call)
    {
        var place = PlaceOf(group);
        call.Seek(group, place.Changes);
        for (var i = 0; i < _nodes.Length; i++)
            if (_nodes[(place.Leader + i) % _nodes.Length].Find(group) is { } replica)
                return call.SubmitTo(replica, this);
        return call.Refuse(CallOutcome.Unavailable);
    }

    void ICallRoute.NotLeader(ReplicaCall call)
    {
        // Another may lead by now: each is asked once before the call waits.
        var place = PlaceOf(call.Group);
        do
            while (++call.Tries < _nodes.Length)
                if (_nodes[(place.Leader + call.Tries) % _nodes.Length].Find(call.Group) is { } replica)
                {
                    call.SubmitAgain(replica);
                    return;
                }
        while (call.TrySeekAny());
        Wait(place, call);
    }

    public async Task<CallOutcome> FoundAsync(GroupId root, PartitionSchema schema)
    {
        // The root group is the first that a node is given, so one with a past has it, or has lost it.
        if (HasHistory && !Hosts(root))
            throw new TreeMissingException(root);
        return await CreateGroupAsync(root, schema);
    }

    public Task<bool> MayHostAsync(GroupId group) => Task.FromResult(Hosts(group));

    public Task<CallOutcome> DropLocalAsync(GroupId group) => DropGroupAsync(group);

    public async Task<CallOutcome> CreateGroupAsync(GroupId group, PartitionSchema schema)
    {
        var members = FirstMembers(group);
        var config = new GroupConfig(1, [.. members.Select(static node => new GroupVoter(node.Identity.Node, node.Identity.Incarnation, MemberKind.Storage))]);
        var isMade = MayMake(group, config);
        if (isMade)
        {
            var outcomes = await Task.WhenAll(members.Select(node => node.CreateGroupAsync(group, schema, config)));
            if (outcomes.Count(static outcome => outcome == CallOutcome.Done) < config.Majority)
                return outcomes.First(static outcome => outcome != CallOutcome.Done);
        }
        // It is made, whatever comes; but whoever hears of it should find it serving.
        var leader = new LeaderCall();
        leader.Begin();
        await SubmitAsync(group, leader);
        return isMade ? CallOutcome.Done : leader.Outcome;
    }

    public async Task<CallOutcome> DropGroupAsync(GroupId group)
    {
        var outcomes = await Task.WhenAll(_nodes.Select(node => node.DropGroupAsync(group)));
        if (_places.TryRemove(group, out var place))
            foreach (var call in place.Leave())
                End(call, CallOutcome.Unavailable);
        return outcomes.FirstOrDefault(static outcome => outcome != CallOutcome.Done);
    }

    public async Task<PartitionFigures?> DescribeGroupAsync(GroupId group)
    {
        var place = PlaceOf(group);
        for (var i = 0; i < _nodes.Length; i++)
            if (await _nodes[(place.Leader + i) % _nodes.Length].DescribeGroupAsync(group) is { } figures)
                return figures;
        return null;
    }

    /// <summary>Looks at what each node's replica of a group holds.</summary>
    public async Task<GroupReport> CompareAsync(GroupId group)
    {
        var held = await Task.WhenAll(_nodes.Select(node => node.ChecksumAsync(group)));
        return new GroupReport(group, [.. held.Select((replica, i) => (_nodes[i].Identity.Node, replica))]);
    }

    /// <summary>Gives the promises between the nodes back, and closes them.</summary>
    public async Task CloseAsync()
    {
        foreach (var node in _nodes)
            node.AskPromisesBack();
        foreach (var node in _nodes)
            await node.CloseAsync();
        Dispose();
    }

    public void Dispose() => _look.Dispose();

    // One in each zone, as far as the copies go; each group begins its choice with another node.
    private StorageNode[] FirstMembers(GroupId group)
    {
        var members = new List<StorageNode>();
        for (var i = 0; i < _nodes.Length && members.Count < _limits.CopiesMax; i++)
        {
            var node = _nodes[(int)((group.Value + (ulong)i) % (ulong)_nodes.Length)];
            if (members.TrueForAll(member => member.Zone != node.Zone))
                members.Add(node);
        }
        return [.. members.OrderBy(static member => member.Identity.Node)];
    }

    // A group that has begun is never made again: a node that lacks it gets it from the others; made anew there, it would vote without its memory.
    private bool MayMake(GroupId group, GroupConfig config) =>
        Array.TrueForAll(_nodes, node => node.BirthOf(group) is not { } birth || birth.IsUntouched && birth.Config.Epoch == config.Epoch && birth.Config.Voters.SequenceEqual(config.Voters));

    // Leads are spread over the nodes as the nodes do it, so that the first guess is right most of the time.
    private GroupPlace PlaceOf(GroupId group) =>
        _places.TryGetValue(group, out var place) ? place : _places.GetOrAdd(group, new GroupPlace((int)(group.Value % (ulong)_nodes.Length)));

    private void Wait(GroupPlace place, ReplicaCall call)
    {
        if (Interlocked.Increment(ref _waiting) > _limits.WaitingCallsMax)
            End(call, CallOutcome.Overloaded);
        else if (!place.TryWait(call, call.ChangesSeen, _time.GetTimestamp()))
            GoOn(place, call);
    }

    private void Serves(GroupId group, int node)
    {
        var place = PlaceOf(group);
        foreach (var call in place.Serves(node))
            GoOn(place, call);
    }

    private void GoOn(GroupPlace place, ReplicaCall call)
    {
        call.Seek(call.Group, place.Changes);
        if (_nodes[place.Leader].Find(call.Group) is not { } replica)
        {
            End(call, CallOutcome.Unavailable);
            return;
        }
        Interlocked.Decrement(ref _waiting);
        call.SubmitAgain(replica);
    }

    private void End(ReplicaCall call, CallOutcome outcome)
    {
        Interlocked.Decrement(ref _waiting);
        call.Complete(outcome);
    }

    private void RefuseLongest()
    {
        if (Volatile.Read(ref _waiting) == 0)
            return;
        var since = _time.GetTimestamp() - (long)(_limits.WaitMax.TotalSeconds * _time.TimestampFrequency);
        foreach (var (_, place) in _places)
            foreach (var call in place.TakeSince(since))
                End(call, CallOutcome.Unavailable);
    }
}
