using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Checks;

/// <summary>Looks once in a while at what must stay small: entries in memory, files, messages on their way.</summary>
internal sealed class Bounds(Cluster cluster)
{
    private const int MessagesInFlightMax = 50_000;
    private const long TreeBytes = 2 << 20;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    // An Append may come whole where the bound is nearly reached, and small entries count for more than their bytes.
    private long EntriesMax => cluster.Weather.Limits.UnappliedBytesMax + 2 * cluster.Weather.Limits.Member.MessageBytesMax + cluster.Weather.Limits.ProposedBytesMax;

    // All segments, and for each group a tree with what is lent of it, and another one that comes from a peer.
    private long DiskMax =>
        (cluster.Weather.Log.SegmentCountMax + cluster.Weather.Log.RecycledSegmentsMax + 1L) * cluster.Weather.Log.SegmentBytes
        + cluster.Groups.Length * 2 * (TreeBytes + cluster.Weather.Limits.SnapshotBytesMax);

    public void Watch() => cluster.After(Period, () =>
    {
        foreach (var machine in cluster.Machines)
            Look(machine);
        if (cluster.Network.InFlight > MessagesInFlightMax)
            throw new ViolationException(Checker.Bounds, $"{cluster.Network.InFlight} messages are on their way");
        Watch();
    });

    private void Look(Machine machine)
    {
        if (machine.Disk.TotalBytes > DiskMax)
            throw new ViolationException(Checker.Bounds, $"{machine} has {machine.Disk.TotalBytes} bytes in files, {DiskMax} allowed: {string.Join(' ', machine.Disk.List().Select(name => $"{name}={machine.Disk.Open(name).Length}"))}");
        if (machine.Node is not { } node)
            return;
        foreach (var group in cluster.Groups)
            if (node.MemberOf(group) is { } member)
            {
                if (member.Membership.LogBytes > EntriesMax)
                    throw new ViolationException(Checker.Bounds, $"{group} on {machine} keeps {member.Membership.LogBytes} bytes of entries, {EntriesMax} allowed");
            }
    }
}
