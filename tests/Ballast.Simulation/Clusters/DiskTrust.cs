using Ballast.Simulation.Disks;

namespace Ballast.Simulation.Clusters;

/// <summary>What was done to a machine's disk that its node may find, or cannot find.</summary>
/// <remarks>
/// A batch at the end of the log that is wrong looks like one that was torn; only what comes behind it tells them apart. So a disk that lied about its newest batch, and
/// stops before the next, must be replaced as one that is known to be broken: no node could know.
/// </remarks>
internal sealed class DiskTrust
{
    private const int SyncsThatTell = 2;
    private int _struck;
    private int _syncsSince;
    private bool _lied;
    private bool _staysLying;

    /// <summary>Whether something that nobody may ever see again is wrong with it.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Whether the node would not find it.</summary>
    public bool MustBeReplaced => _lied;

    /// <summary>Whether operations on it were made to fail, so that the node may stop.</summary>
    public bool MayFail { get; private set; }

    /// <summary>Something was damaged now, or will be by the next operation that is planned to go wrong.</summary>
    public void Damaged(bool isOfLog)
    {
        IsDamaged = true;
        if (isOfLog)
            (_lied, _syncsSince) = (true, 0);
    }

    public void WillFail() => MayFail = true;

    /// <summary>A sync will lie and a later one will fail: a disk that did that is never used again.</summary>
    public void LiesAndFails() => (IsDamaged, MayFail, _lied, _staysLying) = (true, true, true, true);

    public void Replaced() => (IsDamaged, _lied, _staysLying, _syncsSince, _struck) = (false, false, false, 0, 0);

    public void Saw(DiskOperation operation, int struck)
    {
        if (struck != _struck)
            (_struck, _syncsSince) = (struck, 0);
        else if (operation.Kind == DiskOperationKind.Sync && operation.Name.StartsWith("wal-", StringComparison.Ordinal) && ++_syncsSince >= SyncsThatTell)
            _lied = _staysLying;
    }
}
