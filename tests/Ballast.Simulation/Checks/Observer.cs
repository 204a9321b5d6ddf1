using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Simulation.Clusters;
using Ballast.Simulation.Executors;

namespace Ballast.Simulation.Checks;

/// <summary>Looks at each step's machine when the step is over, group by group. It changes nothing.</summary>
internal sealed class Observer
{
    private readonly Cluster _cluster;
    private readonly GroupWatch[] _watches;

    public Observer(Cluster cluster)
    {
        _cluster = cluster;
        _watches = [.. cluster.Groups.Select(group => new GroupWatch(group, cluster))];
    }

    /// <summary>Elections and changes of a configuration while proposed slots were not chosen yet.</summary>
    public int ChangesInFlight => _watches.Sum(static watch => watch.ChangesInFlight);

    /// <summary>Called once, at the machine whose member leads when a change of members begins.</summary>
    public Action<Machine>? AtNextChange { get; set; }

    /// <summary>Called once, at the machine whose member begins to lead.</summary>
    public Action<Machine>? AtNextElection { get; set; }

    public GroupWatch this[GroupId group] => _watches[(int)group.Value - 2];

    public void Look(SimulatedProcess process)
    {
        foreach (var machine in _cluster.Machines)
            if (machine.Process == process && machine.Node is { } node)
            {
                foreach (var watch in _watches)
                    if (node.Find(watch.Group) is { } replica)
                        watch.Look(machine, replica);
                return;
            }
    }

    /// <summary>Who may serve now; null when nobody may.</summary>
    public Machine? LeaderOf(GroupId group)
    {
        foreach (var machine in _cluster.Machines)
            if (machine.Node?.Find(group) is { } replica && GroupWatch.MayServe(replica))
                return machine;
        return null;
    }

    /// <summary>The replica that leads, and may serve.</summary>
    public Replica? LeadingReplicaOf(GroupId group) => LeaderOf(group)?.Node!.Find(group);

    /// <summary>What a machine applied in its earlier lives is gone, and it may come back with less.</summary>
    public void Forgets(Machine machine)
    {
        foreach (var watch in _watches)
            watch.Forgets(machine);
    }
}
