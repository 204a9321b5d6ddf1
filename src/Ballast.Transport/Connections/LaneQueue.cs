using Ballast.Foundation.Buffers;

namespace Ballast.Transport.Connections;

/// <summary>Frames that wait to be sent on one lane: whoever sends adds, and the connection takes all of them at once.</summary>
/// <remarks>Thread-safe, with one taker. It holds frames only while it is open, which is as long as there is a connection.</remarks>
/// <param name="bytesMax">Unless it is a single one: of frames that wait, and of those that were taken and are not written yet.</param>
internal sealed class LaneQueue(int bytesMax) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private ByteBuffer _waiting = new(0);
    private ByteBuffer _taken = new(0);
    private bool _isOpen;
    private bool _isEnding;
    private bool _isAwaited;

    /// <summary>Takes frames from here on, and none of an earlier connection.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _waiting.Clear();
            (_isOpen, _isEnding) = (true, false);
        }
    }

    /// <summary>Takes nothing more until it is opened again; what waits is still sent, and then the connection may end.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _isOpen = false;
            _isEnding = true;
            if (_isAwaited)
                WakeUnderLock();
        }
    }

    /// <summary>Whether everything was taken, and nothing more will come.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_lock)
                return _isEnding && _waiting.Count == 0;
        }
    }

    /// <summary>There is nobody any more who takes.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isOpen = false;
            _waiting.Clear();
            _taken.Clear();
        }
    }

    /// <summary>False when there is no connection, or no room.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        lock (_lock)
        {
            var waiting = _taken.Count + _waiting.Count;
            if (!_isOpen || waiting > 0 && waiting + frame.Length > bytesMax)
                return false;
            _waiting.Write(frame);
            if (_isAwaited)
                WakeUnderLock();
            return true;
        }
    }

    /// <summary>Everything that waits, or nothing where nothing came for a while. It is valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(TimeSpan patience, CancellationToken ended)
    {
        if (TryTake() is { IsEmpty: false } waiting)
            return waiting;
        await _filled.WaitAsync(patience, ended);
        return TryTake();
    }

    public void Dispose() => _filled.Dispose();

    // Behind the lock a second one could wake who has not slept yet. Nothing of the taker's runs here.
    private void WakeUnderLock()
    {
        _isAwaited = false;
        _filled.Release();
    }

    // Who finds nothing is woken by the next frame. One that comes when the wait has just ended leaves a wake-up for the next wait.
    private ReadOnlyMemory<byte> TryTake()
    {
        lock (_lock)
        {
            _isAwaited = _waiting.Count == 0 && _filled.CurrentCount == 0;
            (_waiting, _taken) = (_taken, _waiting);
            _waiting.Clear();
            return _taken.WrittenMemory;
        }
    }
}
