namespace Ballast.Simulation.Time;

/// <summary>A clock that moves only when it is told to, and its timers.</summary>
/// <remarks>Timers that are due at the same instant fire in the order in which they were set. One driver moves it.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, long Arming), (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _ticks;
    private long _order;

    public VirtualTime() : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public VirtualTime(DateTimeOffset start) => _start = start;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => new(_ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>When the next timer is due, if any is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            while (_timers.TryPeek(out var entry, out var at))
            {
                if (entry.Timer.Arming == entry.Arming)
                    return new TimeSpan(at.Due);
                _timers.Dequeue();
            }
            return null;
        }
    }

    /// <summary>Moves the clock to the next timer, at most to <paramref name="limit"/>, and fires it; false when none was due until then.</summary>
    public bool FireNext(TimeSpan limit)
    {
        if (NextDue is not { } due || due > limit)
        {
            _ticks = Math.Max(_ticks, limit.Ticks);
            return false;
        }
        _ticks = Math.Max(_ticks, due.Ticks);
        _timers.Dequeue().Timer.Fire();
        return true;
    }

    internal void Arm(VirtualTimer timer, TimeSpan delay) =>
        _timers.Enqueue((timer, timer.Arming), (_ticks + delay.Ticks, _order++));
}

/// <summary>A timer of <see cref="VirtualTime"/>. An arming that was changed or disposed since is passed over.</summary>
internal sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private bool _disposed;

    public long Arming { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        Arming++;
        _period = period;
        if (dueTime != Timeout.InfiniteTimeSpan)
            time.Arm(this, dueTime);
        return true;
    }

    public void Dispose()
    {
        _disposed = true;
        Arming++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire()
    {
        Arming++;
        if (_period > TimeSpan.Zero)
            time.Arm(this, _period);
        callback();
    }
}
