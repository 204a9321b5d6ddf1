#pragma warning disable RS0030 // The real side of the executor seam.
using System.Collections.Concurrent;

namespace Ballast.Foundation.Executors;

/// <summary>An executor without a thread: whoever posts to it while it is idle runs the work, and what arrives meanwhile.</summary>
/// <remarks>
/// A request that finds its replica idle is answered without a hand-off to another thread; under load one thread drains a
/// batch for all. After <see cref="ItemsPerTurnMax"/> items the rest moves to the thread pool, so that no caller is held for
/// the work of others (flat combining, Hendler et al., SPAA 2010, with a bounded combiner).
/// </remarks>
public sealed class CombiningExecutor(string name, Action<string, Exception> onFault) : Executor, IThreadPoolWorkItem
{
    private const int ItemsPerTurnMax = 64;
    private readonly ConcurrentQueue<IWorkItem> _queue = new();
    private int _pending;
    private volatile bool _stopped;

    // An item is counted before it is queued. So a count of zero means an empty queue, and whoever raises it from zero owns
    // the executor until the count is back at zero.
    public override void Post(IWorkItem item)
    {
        if (Interlocked.Increment(ref _pending) > 1)
        {
            _queue.Enqueue(item);
            return;
        }
        RunOne(item);
        if (Interlocked.Decrement(ref _pending) > 0)
            Drain();
    }

    void IThreadPoolWorkItem.Execute() => Drain();

    private void Drain()
    {
        for (var turn = 0; turn < ItemsPerTurnMax; turn++)
        {
            RunOne(NextCounted());
            if (Interlocked.Decrement(ref _pending) == 0)
                return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Its poster may still stand between counting and queueing.
    private IWorkItem NextCounted()
    {
        var spin = new SpinWait();
        IWorkItem? item;
        while (!_queue.TryDequeue(out item))
            spin.SpinOnce();
        return item;
    }

    private void RunOne(IWorkItem item)
    {
        if (_stopped)
            return;
        try
        {
            item.Run();
        }
        catch (Exception e)
        {
            _stopped = true;
            onFault(name, e);
        }
    }
}
