using Ballast.Foundation;
using Ballast.Foundation.Executors;

namespace Ballast.Simulation.Executors;

/// <summary>Executors that live and die together, and stand still together.</summary>
/// <remarks>What its steps await comes back to it, and to nobody when it is dead.</remarks>
public sealed class SimulatedProcess : IExecutorSource
{
    private readonly SimulatedExecutors _simulation;
    private readonly List<SimulatedExecutor> _executors = [];

    internal SimulatedProcess(SimulatedExecutors simulation, string name)
    {
        (_simulation, Name) = (simulation, name);
        Context = new SimulatedContext(Add("continuations"));
    }

    public string Name { get; }
    public bool IsAlive { get; private set; } = true;

    /// <summary>Until then nothing of it steps; what is posted waits.</summary>
    public TimeSpan PausedUntil { get; private set; }

    internal SimulatedContext Context { get; }

    public Executor CreateSerial(string name) => Add(name);

    public Executor CreateDedicated(string name) => Add(name);

    public void Pause(TimeSpan until)
    {
        PausedUntil = until;
        _simulation.WakeAt(until);
    }

    /// <summary>For people: what its executors are doing.</summary>
    public override string ToString() => $"{Name}: {string.Join("; ", _executors)}";

    /// <summary>Nothing of it runs any more, in the middle of whatever it was doing.</summary>
    public void Kill()
    {
        IsAlive = false;
        foreach (var executor in _executors)
            executor.Stop();
        _simulation.Remove(this);
    }

    private SimulatedExecutor Add(string name)
    {
        Invariant.Holds(IsAlive);
        var executor = _simulation.Add(this, name);
        _executors.Add(executor);
        return executor;
    }
}
