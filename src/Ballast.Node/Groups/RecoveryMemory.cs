using Ballast.Foundation.Disks;

namespace Ballast.Node.Groups;

/// <summary>Keeps the unwritten pages of a replay within their bound, by checkpoints in place.</summary>
/// <remarks>
/// On a full disk a checkpoint fails. The log is as it was when the node stopped, and so is the need for memory, more or less:
/// so the replay goes on beyond the bound, in all of the cache, and the node serves reads. Writes find it out of pages.
/// </remarks>
internal sealed class RecoveryMemory(NodeHost host, ReplicaTable replicas)
{
    private bool _isStretched;

    /// <exception cref="DiskFullException">Neither disk nor memory has room.</exception>
    public void MakeRoomFor(RecoveringReplica replica)
    {
        while (!_isStretched && replica.IsOutOfPages)
        {
            if (Largest(replica) is { } largest)
                largest.Checkpoint();
            else
                _isStretched = host.Cache.IsStretched = true;
        }
        if (_isStretched && host.Cache.DirtyBytes >= host.Cache.CapacityBytes - Math.Min(host.Cache.CapacityBytes / 2, host.Limits.DirtyBytesOfRecordMax))
            throw new DiskFullException("The log holds more than the page cache takes, and the disk has no room for a checkpoint.");
    }

    public void Return() => host.Cache.IsStretched = false;

    private RecoveringReplica? Largest(RecoveringReplica replica)
    {
        if (replica.Tree.DirtyBytes >= host.Limits.DirtyBytesMax)
            return CanWrite(replica) ? replica : null;
        return replicas.Recovering.Where(CanWrite).MaxBy(static other => other.Tree.DirtyBytes);
    }

    private static bool CanWrite(RecoveringReplica replica) =>
        replica.OutOfService is null && !replica.LastFailedForSpace && replica.Tree.DirtyBytes > 0;
}
