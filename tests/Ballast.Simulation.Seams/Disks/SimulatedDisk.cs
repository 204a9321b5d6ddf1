using Ballast.Foundation;
using Ballast.Foundation.Disks;

namespace Ballast.Simulation.Disks;

/// <summary>A disk with a volatile cache, that loses its power and has faults exactly when it is told to.</summary>
/// <remarks>
/// Deterministic from its <see cref="Chance"/>. Atomic on the medium is one sector of 512 bytes, and nothing else: of what was
/// not synced, a cut keeps any sectors in any of their versions, and any creations, deletions and new names.
/// Thread-safe by one lock. Observers run under it, so an observer may copy the disk but never waits.
/// </remarks>
public sealed class SimulatedDisk : IDisk
{
    public const int SectorBytes = FileContent.SectorBytes;

    private readonly Lock _lock = new();
    private readonly Chance _chance;
    private readonly NameTable _names;
    private readonly DiskFaults _faults = new();
    private long _cutAt = long.MaxValue;
    private PowerCut _cut;
    private bool _off;

    public SimulatedDisk(Chance chance) : this(chance, new NameTable())
    {
    }

    private SimulatedDisk(Chance chance, NameTable names)
    {
        _chance = chance;
        _names = names;
    }

    /// <summary>Operations so far that could change the disk (all but reads).</summary>
    public long OperationCount { get; private set; }

    /// <summary>Planned faults that have struck so far.</summary>
    public int FaultsStruckCount => _faults.StruckCount;

    /// <summary>Sees every counted operation before it happens (and before the power is cut in it).</summary>
    public Action<DiskOperation>? Observer { get; set; }

    /// <summary>The room for all files together, in bytes of their lengths.</summary>
    public long QuotaBytes { get; set; } = long.MaxValue;

    /// <summary>The lengths of all files together.</summary>
    public long TotalBytes
    {
        get
        {
            lock (_lock)
                return _names.TotalBytes;
        }
    }

    /// <summary>How long a sync takes, charged to <see cref="Charge"/>.</summary>
    public TimeSpan SyncDuration { get; set; }

    /// <summary>Takes virtual time from whoever waits for this disk.</summary>
    public Action<TimeSpan>? Charge { get; set; }

    /// <summary>Cuts the power at the operation that will have this number (see <see cref="OperationCount"/>).</summary>
    public void CutPowerAt(long operation, PowerCut cut)
    {
        lock (_lock)
            (_cutAt, _cut) = (operation, cut);
    }

    /// <summary>Cuts the power now and gives the disk that comes up again; every later call on this one fails.</summary>
    public SimulatedDisk Crash()
    {
        lock (_lock)
        {
            _off = true;
            return Survivor(_chance.Fork());
        }
    }

    /// <summary>The disk that a power cut at this moment could leave, by <paramref name="chance"/>; this one goes on.</summary>
    public SimulatedDisk Survivor(Chance chance)
    {
        lock (_lock)
            return new SimulatedDisk(chance.Fork(), _names.Survivor(chance)) { QuotaBytes = QuotaBytes };
    }

    /// <summary>A copy with everything, the volatile cache included, but no faults, cuts or observers.</summary>
    public SimulatedDisk Clone(Chance chance)
    {
        lock (_lock)
            return new SimulatedDisk(chance, _names.Clone()) { QuotaBytes = QuotaBytes };
    }

    /// <summary>Bit rot: flips the bits of <paramref name="mask"/> in one byte on the medium.</summary>
    public void FlipBits(string name, long offset, byte mask)
    {
        lock (_lock)
            Existing(name).Flip(offset, mask);
    }

    /// <summary>The next write (to <paramref name="name"/>, or to any file) reports success and goes nowhere.</summary>
    public void LoseNextWrite(string? name = null) => Plan(DiskOperationKind.Write, name, FaultEffect.Lose);

    /// <summary>The next write lands <paramref name="shiftBytes"/> further on (or back, where negative) in its file.</summary>
    public void MisdirectNextWrite(long shiftBytes, string? name = null) =>
        Plan(DiskOperationKind.Write, name, FaultEffect.Misdirect, shiftBytes);

    /// <summary>The next operation of a kind fails with an <see cref="IOException"/>. After a failed sync the unsynced sectors are dropped.</summary>
    public void FailNext(DiskOperationKind kind, string? name = null) => Plan(kind, name, FaultEffect.Fail);

    /// <summary>The next sync (of <paramref name="name"/>, or of any file) reports success and brings nothing to the medium.</summary>
    public void LieInNextSync(string? name = null) => Plan(DiskOperationKind.Sync, name, FaultEffect.Lose);

    /// <summary>All operations of a kind fail until <see cref="LiftFaults"/>.</summary>
    public void FailAll(DiskOperationKind kind, string? name = null) => Plan(kind, name, FaultEffect.Fail, lasting: true);

    public void LiftFaults()
    {
        lock (_lock)
            _faults.Lift();
    }

    public IReadOnlyList<string> List()
    {
        lock (_lock)
        {
            CheckPower();
            return [.. _names.Names];
        }
    }

    public bool Exists(string name)
    {
        lock (_lock)
        {
            CheckPower();
            return _names.Find(name) is not null;
        }
    }

    public IDiskFile Open(string name)
    {
        lock (_lock)
        {
            CheckPower();
            return new SimulatedFile(this, name, Existing(name));
        }
    }

    public IDiskFile Create(string name)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.Create, name, 0, 0, out _, out _);
            if (_names.Find(name) is not null)
                throw new IOException($"A file {name} exists.");
            var content = new FileContent();
            _names.Create(name, content);
            EndInside(inside);
            return new SimulatedFile(this, name, content);
        }
    }

    public void Delete(string name)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.Delete, name, 0, 0, out _, out _);
            if (_names.Find(name) is { } content)
                _names.Delete(name, content);
            EndInside(inside);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.Rename, from, 0, 0, out _, out _);
            _names.Rename(from, to, Existing(from));
            EndInside(inside);
        }
    }

    public void SyncNames()
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.SyncNames, "", 0, 0, out _, out _);
            EndInside(inside);
            _names.Sync();
        }
        Charge?.Invoke(SyncDuration);
    }

    internal long LengthOf(FileContent content)
    {
        lock (_lock)
        {
            CheckPower();
            return content.Length;
        }
    }

    internal int Read(string name, FileContent content, long offset, Span<byte> target)
    {
        lock (_lock)
        {
            CheckPower();
            if (_faults.Strike(DiskOperationKind.Read, name, out _) == FaultEffect.Fail)
                throw new IOException($"Simulated I/O error reading {name} at {offset}.");
            return content.Read(offset, target);
        }
    }

    internal void Write(string name, FileContent content, long offset, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.Write, name, offset, source.Length, out var effect, out var shift);
            if (effect == FaultEffect.Lose)
                return;
            if (effect == FaultEffect.Misdirect)
                offset = Math.Max(0, offset + shift);
            var room = RoomFor(content, offset + source.Length) - offset;
            content.Write(offset, source[..(int)Math.Clamp(room, 0, source.Length)]);
            EndInside(inside);
            if (room < source.Length)
                throw new DiskFullException($"No space to write {source.Length} bytes to {name} at {offset}.");
        }
    }

    internal void SetLength(string name, FileContent content, long length)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.SetLength, name, length, 0, out _, out _);
            if (RoomFor(content, length) < length)
                throw new DiskFullException($"No space to extend {name} to {length} bytes.");
            content.SetLength(length);
            EndInside(inside);
        }
    }

    internal void Sync(string name, FileContent content)
    {
        lock (_lock)
        {
            var inside = Begin(DiskOperationKind.Sync, name, 0, 0, out var effect, out _, content);
            if (inside)
                content.SyncPartly(_chance);
            EndInside(inside);
            if (effect == FaultEffect.None)
                content.Sync();
        }
        Charge?.Invoke(SyncDuration);
    }

    private void Plan(DiskOperationKind kind, string? name, FaultEffect effect, long shift = 0, bool lasting = false)
    {
        lock (_lock)
            _faults.Plan(kind, name, effect, shift, lasting);
    }

    /// <summary>Counts the operation and cuts or fails it where that was planned; true when the power goes inside it.</summary>
    private bool Begin(
        DiskOperationKind kind, string name, long offset, int bytes, out FaultEffect effect, out long shift, FileContent? synced = null)
    {
        CheckPower();
        OperationCount++;
        Observer?.Invoke(new DiskOperation(OperationCount, kind, name, offset, bytes));
        var struck = OperationCount >= _cutAt;
        if (struck && _cut == PowerCut.Before)
            throw Cut();
        effect = _faults.Strike(kind, name, out shift);
        if (effect == FaultEffect.Fail)
        {
            synced?.FailSync(_chance);
            throw new IOException($"Simulated I/O error: {kind} of {name} at {offset}.");
        }
        return struck;
    }

    private void EndInside(bool inside)
    {
        if (inside)
            throw Cut();
    }

    private PowerCutException Cut()
    {
        _off = true;
        return new PowerCutException($"The power was cut at operation {OperationCount}.");
    }

    private void CheckPower()
    {
        if (_off)
            throw new PowerCutException("The power is off.");
    }

    private FileContent Existing(string name) => _names.Find(name) ?? throw new FileNotFoundException($"There is no file {name}.", name);

    /// <summary>The length that a file may have within the quota, at most <paramref name="wanted"/>.</summary>
    private long RoomFor(FileContent content, long wanted)
    {
        if (wanted <= content.Length || QuotaBytes == long.MaxValue)
            return wanted;
        return Math.Min(wanted, content.Length + Math.Max(0, QuotaBytes - _names.TotalBytes));
    }
}
