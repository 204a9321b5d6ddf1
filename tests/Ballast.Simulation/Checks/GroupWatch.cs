using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Replication.Groups;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Checks;

/// <summary>One group, as all of its replicas show it: what is chosen, who leads, who votes.</summary>
internal sealed class GroupWatch(GroupId group, Cluster cluster)
{
    private readonly Dictionary<ulong, (Ballot Origin, ulong Sum)> _chosen = [];
    private readonly Seen[] _seen = [.. Enumerable.Range(0, Cluster.MachineCount).Select(static _ => new Seen())];
    private ulong _epoch = 1;
    private Ballot _newest;

    public GroupId Group => group;

    /// <summary>See <see cref="Observer.ChangesInFlight"/>.</summary>
    public int ChangesInFlight { get; private set; }

    public int SlotCount => _chosen.Count;

    private sealed class Seen
    {
        public Replica? Replica { get; set; }
        public int Life { get; set; }
        public Slot Applied { get; set; }
        public Ballot? Serves { get; set; }
        public bool HoldsChange { get; set; }
    }

    public static bool MayServe(Replica replica) => replica.OutOfService is null && replica.Membership.Leads is not null && replica.Membership.MayServe(replica.Applied);

    public void Look(Machine machine, Replica replica)
    {
        var seen = _seen[machine.Id.Value - 1];
        if (seen.Replica != replica)
            Meet(seen, machine, replica);
        if (replica.Applied != seen.Applied)
            LookAtApplied(seen, machine, replica);
        if (replica.Membership.Config.Epoch > _epoch)
            LookAtConfig(machine, replica);
        if (replica.Membership.Leads is { } ballot)
            LookAtLead(seen, machine, replica, ballot);
        else
            seen.Serves = null;
    }

    public void Forgets(Machine machine) => _seen[machine.Id.Value - 1] = new Seen();

    // Another process, or a tree that came from a peer. What is applied and still there must be what all others have.
    private void Meet(Seen seen, Machine machine, Replica replica)
    {
        if (seen.Replica is not null && seen.Life == machine.Life)
            cluster.Tally.Add("copies of trees");
        (seen.Replica, seen.Life, seen.Applied, seen.Serves) = (replica, machine.Life, default, null);
    }

    private void LookAtApplied(Seen seen, Machine machine, Replica replica)
    {
        if (replica.Applied < seen.Applied)
            throw new ViolationException(Checker.AppliedOrder, $"{group} on {machine} had applied {seen.Applied} and now {replica.Applied}");
        var first = seen.Applied > replica.Membership.Floor ? seen.Applied : replica.Membership.Floor;
        for (var slot = first.Next; slot <= replica.Applied; slot = slot.Next)
            LookAtEntry(machine, replica.Membership.EntryAt(slot));
        seen.Applied = replica.Applied;
        cluster.Trace.Add(machine.Id.Value + (seen.Applied.Value << 8) + (group.Value << 48));
    }

    private void LookAtEntry(Machine machine, GroupEntry entry)
    {
        var value = (entry.Origin, SumOf(entry));
        if (_chosen.TryAdd(entry.Slot.Value, value))
            return;
        if (_chosen[entry.Slot.Value] != value)
            throw new ViolationException(Checker.Agreement, $"{group} {entry.Slot}: {machine} applied the value of {entry.Origin}, another that of {_chosen[entry.Slot.Value].Origin}");
    }

    private void LookAtConfig(Machine machine, Replica replica)
    {
        _epoch = replica.Membership.Config.Epoch;
        cluster.Tally.Add("changes of a configuration");
        cluster.Trace.Tell($"{group} {replica.Membership.Config} (seen at {machine})");
    }

    // A change is proposed behind whatever is on its way.
    private void LookAtChange(Seen seen, Machine machine, Replica replica)
    {
        var holds = replica.Membership.HoldsChange;
        if (holds && !seen.HoldsChange && cluster.Observer.AtNextChange is { } atChange)
        {
            cluster.Observer.AtNextChange = null;
            atChange(machine);
        }
        if (holds && !seen.HoldsChange && HasUnchosen(replica))
        {
            ChangesInFlight++;
            cluster.Trace.Tell($"{group} changes its members at {machine}, slots in flight");
        }
        seen.HoldsChange = holds;
    }

    private void LookAtLead(Seen seen, Machine machine, Replica replica, Ballot ballot)
    {
        if (ballot > _newest)
        {
            _newest = ballot;
            var inFlight = IsInFlight();
            cluster.Tally.Add("elections");
            if (cluster.Observer.AtNextElection is { } atElection)
            {
                cluster.Observer.AtNextElection = null;
                atElection(machine);
            }
            ChangesInFlight += inFlight ? 1 : 0;
            cluster.Trace.Tell($"{group} {ballot}: {machine} leads{(inFlight ? ", slots in flight" : "")}");
        }
        LookAtChange(seen, machine, replica);
        if (!MayServe(replica))
        {
            seen.Serves = null;
            return;
        }
        if (seen.Serves != ballot)
        {
            seen.Serves = ballot;
            cluster.Tally.Add("leaders that served");
            cluster.Trace.Tell($"{group} {ballot}: {machine} serves");
        }
        foreach (var other in cluster.Machines)
            if (other != machine && other.Node?.Find(group) is { } rival && MayServe(rival))
                throw new ViolationException(Checker.OneLeader, $"{group} is served by {machine} in {ballot} and by {other} in {rival.Membership.Leads}");
    }

    private bool IsInFlight()
    {
        foreach (var machine in cluster.Machines)
            if (machine.Node?.Find(group) is { } replica && HasUnchosen(replica))
                return true;
        return false;
    }

    // What a leader begins its ballot with is no client's.
    private static bool HasUnchosen(Replica replica)
    {
        var membership = replica.Membership;
        for (var slot = membership.ChosenThrough.Next; slot <= membership.LastSlot; slot = slot.Next)
            if (membership.EntryAt(slot).Kind == EntryKind.Command)
                return true;
        return false;
    }

    private static ulong SumOf(GroupEntry entry)
    {
        var sum = 17UL * 31 + (byte)entry.Kind;
        foreach (var one in entry.Payload.Span)
            sum = unchecked((sum ^ one) * 1_099_511_628_211);
        return unchecked(sum * 31 + (entry.Config?.Epoch ?? 0));
    }
}
