using Ballast.Foundation.Executors;

namespace Ballast.Simulation.Executors;

/// <summary>A queue of work that steps when the simulation picks it.</summary>
internal sealed class SimulatedExecutor(SimulatedExecutors simulation, SimulatedProcess process, string name, int index) : Executor
{
    private readonly Queue<(IWorkItem Item, TimeSpan Arrival)> _queue = new();
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
        _queue.Enqueue((item, arrival));
    }

    public bool IsRunnable(TimeSpan now) => _restUntil <= now && _queue.TryPeek(out var first) && first.Arrival <= now && process.PausedUntil <= now;

    public void RunOne() => _queue.Dequeue().Item.Run();

    public void RestUntil(TimeSpan due)
    {
        _restUntil = due;
        simulation.WakeAt(due);
    }

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
