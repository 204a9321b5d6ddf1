namespace Ballast.Histories.Recording;

/// <summary>Histories of many items, each apart: linearizability is a matter of each item alone (Herlihy and Wing's locality).</summary>
/// <remarks>Not thread-safe: the owner of the clients calls it.</remarks>
public sealed class HistoryRecorder<TKey, TOperation, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, List<RecordedOperation<TOperation, TResult>>> _histories = [];
    private readonly List<TKey> _keys = [];

    /// <summary>In the order in which they were first used.</summary>
    public IReadOnlyList<TKey> Keys => _keys;

    public int Count { get; private set; }

    /// <summary>In the order of invocation.</summary>
    public IReadOnlyList<RecordedOperation<TOperation, TResult>> Of(TKey key) => _histories[key];

    /// <summary>Whoever waits for the answer completes what is returned. What is never completed is unknown.</summary>
    public RecordedOperation<TOperation, TResult> Invoke(TKey key, int process, TOperation operation, long now)
    {
        if (!_histories.TryGetValue(key, out var history))
        {
            _histories[key] = history = [];
            _keys.Add(key);
        }
        var invoked = new RecordedOperation<TOperation, TResult>(process, operation, now);
        history.Add(invoked);
        Count++;
        return invoked;
    }
}
