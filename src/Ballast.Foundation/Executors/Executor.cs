namespace Ballast.Foundation.Executors;

/// <summary>A unit of work for an <see cref="Executor"/>.</summary>
public interface IWorkItem
{
    /// <summary>Runs once for each time it was posted. It never waits for other work.</summary>
    void Run();
}

/// <summary>Runs work items one at a time, in the order in which they were posted.</summary>
/// <remarks>
/// State that one executor owns needs no lock. <see cref="Post"/> may run the item before it returns, on the caller's
/// thread, so a caller posts with its own state in order and never under a lock. In the simulator the seed decides which
/// executor runs next. An exception that leaves a work item is a bug or a broken disk: the executor stops for good and
/// reports it once.
/// </remarks>
public abstract class Executor
{
    public abstract void Post(IWorkItem item);
}

/// <summary>Where a component gets its executors from, and where their faults go.</summary>
public interface IExecutorSource
{
    /// <summary>An executor for state in memory: short work, no waiting for the disk beyond a page read.</summary>
    Executor CreateSerial(string name);

    /// <summary>An executor with a thread of its own, for work that waits for the disk.</summary>
    Executor CreateDedicated(string name);
}
