namespace Ballast.Bench.Workloads;

/// <summary>Which keys exist: those prepared, then those inserted since, counted only up to the first not yet acknowledged.</summary>
/// <remarks>Thread-safe: all load threads of a run share one. Inserts are rare, so a lock is cheap enough.</remarks>
internal sealed class KeySpace(long prepared)
{
    // Far more inserts than connections can have in flight at once.
    private const int WindowMax = 1 << 16;
    private readonly Lock _lock = new();
    private readonly bool[] _done = new bool[WindowMax];
    private long _acknowledged = prepared;
    private long _issued = prepared;

    public long Prepared { get; } = prepared;

    /// <summary>Keys in [0, Acknowledged) all exist.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    public long IssueInsert()
    {
        lock (_lock)
        {
            if (_issued - _acknowledged >= WindowMax)
                throw new InvalidOperationException($"{WindowMax} inserts are unanswered");
            return _issued++;
        }
    }

    /// <summary>An insert ended. A failed one counts too: else every later key would wait for it for ever.</summary>
    public void EndInsert(long key)
    {
        lock (_lock)
        {
            _done[key % WindowMax] = true;
            var next = _acknowledged;
            for (; next < _issued && _done[next % WindowMax]; next++)
                _done[next % WindowMax] = false;
            Volatile.Write(ref _acknowledged, next);
        }
    }
}
