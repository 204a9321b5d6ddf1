#pragma warning disable RS0030 // The real side of the executor seam.
using System.Collections.Concurrent;

namespace Ballast.Foundation.Executors;

/// <summary>An executor with a background thread of its own, for work that waits for the disk.</summary>
public sealed class DedicatedExecutor : Executor, IDisposable
{
    private readonly ConcurrentQueue<IWorkItem> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Action<string, Exception> _onFault;
    private readonly string _name;
    private readonly Thread _thread;
    private volatile bool _ending;

    public DedicatedExecutor(string name, Action<string, Exception> onFault)
    {
        _name = name;
        _onFault = onFault;
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public override void Post(IWorkItem item)
    {
        _queue.Enqueue(item);
        _arrived.Release();
    }

    /// <summary>Runs what was posted so far and ends the thread.</summary>
    public void Dispose()
    {
        _ending = true;
        _arrived.Release();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _arrived.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _arrived.Wait();
            if (!_queue.TryDequeue(out var item))
            {
                if (_ending)
                    return;
                continue;
            }
            try
            {
                item.Run();
            }
            catch (Exception e)
            {
                _onFault(_name, e);
                return;
            }
        }
    }
}

/// <summary>Executors of a real process.</summary>
public sealed class ProcessExecutors(Action<string, Exception> onFault) : IExecutorSource, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<DedicatedExecutor> _dedicated = [];

    public Executor CreateSerial(string name) => new CombiningExecutor(name, onFault);

    public Executor CreateDedicated(string name)
    {
        var executor = new DedicatedExecutor(name, onFault);
        lock (_lock)
            _dedicated.Add(executor);
        return executor;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var executor in _dedicated)
                executor.Dispose();
            _dedicated.Clear();
        }
    }
}
