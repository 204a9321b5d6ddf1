using Ballast.Foundation.Executors;

namespace Ballast.Simulation.Executors;

/// <summary>A queue of work that steps when the simulation picks it.</summary>
internal sealed class SimulatedExecutor(SimulatedExecutors simulation, SimulatedProcess process, string name, int index) : Executor
{
    // What arrives later stands in nobody's way; what arrives at one moment runs in the order in which it was posted.
    private readonly PriorityQueue<IWorkItem, (TimeSpan Arrival, long Order)> _queue = new();
    private long _order;
    private TimeSpan _restUntil;
    private bool _stopped;

    public string Name => name;
    public SimulatedProcess Process => process;
    public int Index => index;

    public override void Post(IWorkItem item)
    {
        simulation.CheckThread();
        if (_stopped)
            return;
        var arrival = simulation.Arrival();
        simulation.WakeAt(arrival);
        _queue.Enqueue(item, (arrival, _order++));
    }

    public bool IsRunnable(TimeSpan now) => _restUntil <= now && _queue.TryPeek(out _, out var first) && first.Arrival <= now && process.PausedUntil <= now;

    public void RunOne() => _queue.Dequeue().Run();

    public void RestUntil(TimeSpan due)
    {
        _restUntil = due;
        simulation.WakeAt(due);
    }

    public override string ToString() => $"{name}: {_queue.Count} waiting{(_stopped ? ", stopped" : "")}, rests until {_restUntil.TotalSeconds:F3}";

    public void Stop()
    {
        _stopped = true;
        _queue.Clear();
    }
}

/// <summary>Brings the continuations of awaits back into the simulation.</summary>
internal sealed class SimulatedContext(Executor executor) : SynchronizationContext
{
    public Executor Executor => executor;

    public override void Post(SendOrPostCallback d, object? state) => executor.Post(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Waiting for another's work would stop the simulation.");

    public override SynchronizationContext CreateCopy() => this;
}
