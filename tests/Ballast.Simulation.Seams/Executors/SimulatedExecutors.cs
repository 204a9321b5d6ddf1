using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Foundation.Executors;
using Ballast.Simulation.Time;

namespace Ballast.Simulation.Executors;

/// <summary>All executors of a simulation on the driver's thread: the seed picks which of those with work steps next.</summary>
/// <remarks>
/// The same seed gives the same steps, and so the same <see cref="TraceHash"/>. While a step runs, its awaits are bound to
/// a context that queues continuations as one more executor; timers fire between steps.
/// Whatever arrives from another thread is a bug in the code under test and throws.
/// </remarks>
public sealed class SimulatedExecutors : IExecutorSource
{
    private readonly Chance _chance;
    private readonly List<SimulatedExecutor> _executors = [];
    private readonly List<SimulatedExecutor> _runnable = [];
    private readonly List<ExecutorFault> _faults = [];
    private readonly SimulatedProcess _main;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _added;
    private TimeSpan _charged;
    private bool _isStepping;

    public SimulatedExecutors(Chance chance)
    {
        _chance = chance;
        _main = new SimulatedProcess(this, "main");
    }

    /// <summary>The clock that all share.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Steps so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>Folds which executor ran at which step and time: equal hashes, equal runs.</summary>
    public uint TraceHash { get; private set; }

    /// <summary>What left a work item, in order. Its executor has stopped for good.</summary>
    public IReadOnlyList<ExecutorFault> Faults => _faults;

    /// <summary>Whose step was the last.</summary>
    public SimulatedProcess? Stepped { get; private set; }

    /// <summary>Executors of the process that is there from the beginning to the end.</summary>
    public Executor CreateSerial(string name) => _main.CreateSerial(name);

    public Executor CreateDedicated(string name) => _main.CreateDedicated(name);

    public SimulatedProcess StartProcess(string name) => new(this, name);

    /// <summary>Runs steps until nobody has work; timers do not fire.</summary>
    public void RunUntilIdle()
    {
        while (TryStep())
        {
        }
    }

    /// <summary>Runs steps and fires timers for a span of virtual time.</summary>
    public void RunFor(TimeSpan duration)
    {
        var end = Time.Elapsed + duration;
        do
            RunUntilIdle();
        while (FireNextTimer(end));
    }

    /// <summary>One step of an executor that the seed picks; false when none has work.</summary>
    public bool TryStep()
    {
        CheckThread();
        Invariant.Holds(!_isStepping);
        FindRunnable();
        if (_runnable.Count == 0)
            return false;
        Step(_runnable[_chance.NextInt32(_runnable.Count)]);
        return true;
    }

    /// <summary>
    /// Makes the running step take virtual time: its executor rests for as long, and what it posts arrives after that. For
    /// <see cref="Disks.SimulatedDisk.Charge"/>.
    /// </summary>
    public void Charge(TimeSpan duration) => _charged += duration;

    /// <summary>Runs an async function under the simulation until it ends, or until nothing can happen any more.</summary>
    public T Run<T>(Func<Task<T>> function, TimeSpan limit)
    {
        Task<T>? task = null;
        _main.Context.Executor.Post(() => task = function());
        var end = Time.Elapsed + limit;
        do
            RunUntilIdle();
        while (task is not { IsCompleted: true } && FireNextTimer(end));
        return task is { IsCompleted: true } ? task.GetAwaiter().GetResult() : throw new TimeoutException($"Not done after {limit} of virtual time.");
    }

    internal void CheckThread() => Invariant.Holds(Environment.CurrentManagedThreadId == _thread);

    /// <summary>When what is posted now may run: at once, or when the running step's charged time is over.</summary>
    internal TimeSpan Arrival() => Time.Elapsed + (_isStepping ? _charged : TimeSpan.Zero);

    internal void WakeAt(TimeSpan due)
    {
        if (due > Time.Elapsed)
            Time.CreateTimer(static _ => { }, null, due - Time.Elapsed, Timeout.InfiniteTimeSpan);
    }

    internal SimulatedExecutor Add(SimulatedProcess process, string name)
    {
        var executor = new SimulatedExecutor(this, process, name, _added++);
        _executors.Add(executor);
        return executor;
    }

    internal void Remove(SimulatedProcess process) => _executors.RemoveAll(executor => executor.Process == process);

    private void FindRunnable()
    {
        _runnable.Clear();
        var now = Time.Elapsed;
        foreach (var executor in _executors)
            if (executor.IsRunnable(now))
                _runnable.Add(executor);
    }

    private void Step(SimulatedExecutor executor)
    {
        StepCount++;
        TraceHash = Crc32C.Append(Crc32C.Append(TraceHash, (ulong)executor.Index), (ulong)Time.Elapsed.Ticks);
        _charged = TimeSpan.Zero;
        _isStepping = true;
        Stepped = executor.Process;
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(executor.Process.Context);
        try
        {
            executor.RunOne();
        }
        catch (Exception e)
        {
            executor.Stop();
            _faults.Add(new ExecutorFault(executor.Name, e) { Process = executor.Process });
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            _isStepping = false;
        }
        executor.RestUntil(Time.Elapsed + _charged);
    }

    /// <summary>Moves the time to the next timer, at most to a limit, and fires it; false when none was due until then.</summary>
    public bool FireNextTimer(TimeSpan limit)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_main.Context);
        try
        {
            return Time.FireNext(limit);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}

/// <summary>An exception that left a work item.</summary>
public readonly record struct ExecutorFault(string Executor, Exception Exception)
{
    public SimulatedProcess? Process { get; init; }
}
