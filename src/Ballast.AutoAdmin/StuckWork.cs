namespace Ballast.AutoAdmin;

/// <summary>Steps that found no room, each to be tried again after a while.</summary>
/// <remarks>Thread-safe. Bounded by the number of tables: a table has at most one step under way.</remarks>
internal sealed class StuckWork(TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Queue<Func<Task>> _work = [];
    private Func<Func<Task>, Task>? _retry;
    private ITimer? _timer;
    private bool _ended;

    /// <summary>What is stuck is handed to <paramref name="retry"/> from now on.</summary>
    public void Begin(Func<Func<Task>, Task> retry)
    {
        lock (_lock)
            _retry = retry;
        Arm();
    }

    public void Add(Func<Task> work)
    {
        lock (_lock)
            _work.Enqueue(work);
        Arm();
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            _timer?.Dispose();
        }
    }

    private void Arm()
    {
        lock (_lock)
        {
            if (_ended || _retry is null || _work.Count == 0)
                return;
            _timer ??= time.CreateTimer(static stuck => ((StuckWork)stuck!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(RetryAfter, Timeout.InfiniteTimeSpan);
        }
    }

    private void Retry()
    {
        Func<Task>[] work;
        lock (_lock)
        {
            if (_ended)
                return;
            work = [.. _work];
            _work.Clear();
        }
        foreach (var step in work)
            _ = _retry!(step);
    }
}
