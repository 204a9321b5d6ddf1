using Ballast.Foundation;

namespace Ballast.Simulation.Disks;

/// <summary>What a planned fault does to the operation that it meets.</summary>
internal enum FaultEffect
{
    None,
    Fail,
    Lose,
    Misdirect,
}

/// <summary>The faults that wait for their operation. Each strikes once, or until it is lifted.</summary>
internal sealed class DiskFaults
{
    private readonly List<Fault> _planned = [];

    private sealed record Fault(DiskOperationKind Kind, string? Name, FaultEffect Effect, long Shift, bool Lasting);

    /// <summary>How many faults have struck; a run in which none did proves nothing.</summary>
    public int StruckCount { get; private set; }

    public void Plan(DiskOperationKind kind, string? name, FaultEffect effect, long shift = 0, bool lasting = false) =>
        _planned.Add(new Fault(kind, name, effect, shift, lasting));

    public void Lift() => _planned.Clear();

    public FaultEffect Strike(DiskOperationKind kind, string name, out long shift)
    {
        shift = 0;
        var at = _planned.FindIndex(fault => fault.Kind == kind && (fault.Name is null || fault.Name == name));
        if (at < 0)
            return FaultEffect.None;
        var fault = _planned[at];
        if (!fault.Lasting)
            _planned.RemoveAt(at);
        StruckCount++;
        shift = fault.Shift;
        Invariant.Holds(fault.Effect != FaultEffect.None);
        return fault.Effect;
    }
}
