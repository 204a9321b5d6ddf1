using Ballast.Foundation.Identity;
using Ballast.Node.Replicas;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Trees;

namespace Ballast.Node.Copies;

/// <summary>What a replica holds, to be compared with others of its group.</summary>
/// <param name="Slot">Through where the log is in it.</param>
/// <param name="Checksum">Of all of its keys and values.</param>
public readonly record struct ReplicaChecksum(Slot Slot, LogicalChecksum Checksum);

/// <summary>Reads a replica's newest checkpoint in steps of bounded work. On the replica's executor.</summary>
internal sealed class ReplicaScan : IDisposable
{
    private const int StepBytesMax = 256 * 1024;
    private readonly Replica _replica;
    private readonly TreeSnapshot _snapshot;
    private readonly LogicalChecksumScan _scan;

    public ReplicaScan(Replica replica)
    {
        _replica = replica;
        _snapshot = replica.Tree.OpenSnapshot();
        _scan = new LogicalChecksumScan(_snapshot);
    }

    /// <summary>Null when the replica left service, or the snapshot was lost, before the end.</summary>
    public ReplicaChecksum? Result { get; private set; }

    /// <summary>False when it has ended.</summary>
    public bool Step()
    {
        if (_replica.OutOfService is not null)
            return false;
        try
        {
            if (_scan.Step(StepBytesMax))
                return true;
            Result = new ReplicaChecksum(_scan.Slot, _scan.Checksum);
        }
        catch (SnapshotLostException)
        {
        }
        catch (PageCorruptException e)
        {
            _replica.LeaveService(e);
        }
        Close();
        return false;
    }

    public void Dispose() => _replica.Executor.Post(new Foundation.Executors.DelegateWork(Close));

    private void Close()
    {
        if (_snapshot.IsLost)
            return;
        _scan.Dispose();
        _snapshot.Dispose();
    }
}
