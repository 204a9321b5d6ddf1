namespace Ballast.Chaos.Load;

/// <summary>Lets clients through, or holds them up and tells when all that went through have come back.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _opened;
    private TaskCompletionSource? _empty;
    private int _within;

    public Task EnterAsync()
    {
        lock (_lock)
        {
            if (_opened is null)
            {
                _within++;
                return Task.CompletedTask;
            }
            return EnterAfterAsync(_opened.Task);
        }
    }

    public void Leave()
    {
        lock (_lock)
            if (--_within == 0)
                _empty?.TrySetResult();
    }

    /// <summary>Nobody goes in from here on; ends when nobody is within.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _opened ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_within == 0)
                _empty.TrySetResult();
            return _empty.Task;
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _opened?.TrySetResult();
            _opened = null;
        }
    }

    private async Task EnterAfterAsync(Task opened)
    {
        await opened;
        await EnterAsync();
    }
}
