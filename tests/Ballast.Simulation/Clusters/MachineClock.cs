using Ballast.Foundation.Executors;
using Ballast.Simulation.Time;

namespace Ballast.Simulation.Clusters;

/// <summary>A machine's two clocks: the monotonic one, that runs a little too fast or too slow, and that of the wall, that jumps.</summary>
/// <remarks>Timers are of one process: they fire on an executor of it, and not while it stands still. A rate that changes moves them by what that is.</remarks>
internal sealed class MachineClock(VirtualTime truth)
{
    private const int Million = 1_000_000;
    private TimeSpan _at;
    private TimeSpan _since = truth.Elapsed;
    private TimeSpan _wallOffset;
    private int _ppm;

    /// <summary>What the monotonic clock shows.</summary>
    public TimeSpan Now => _at + Scaled(truth.Elapsed - _since, Million + _ppm, Million);

    public DateTimeOffset Wall => truth.GetUtcNow() + _wallOffset;

    public void RunAt(int driftPpm) => (_at, _since, _ppm) = (Now, truth.Elapsed, driftPpm);

    /// <summary>As after a start of the machine: the monotonic clock begins anew.</summary>
    public void Reboot() => (_at, _since) = (TimeSpan.FromMilliseconds(20), truth.Elapsed);

    public void JumpWall(TimeSpan by) => _wallOffset += by;

    /// <summary>How long a span of this clock takes in truth.</summary>
    public TimeSpan TrueSpan(TimeSpan span) => span <= TimeSpan.Zero ? span : Scaled(span, Million, Million + _ppm);

    /// <summary>The clock as a process sees it.</summary>
    public TimeProvider Of(Executor timers) => new ProcessTime(this, truth, timers);

    private static TimeSpan Scaled(TimeSpan span, long by, long of) => new((long)((Int128)span.Ticks * by / of));

    private sealed class ProcessTime(MachineClock clock, VirtualTime truth, Executor timers) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
        public override long GetTimestamp() => clock.Now.Ticks;
        public override DateTimeOffset GetUtcNow() => clock.Wall;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ProcessTimer(clock, truth, timers, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    // The next period begins when the callback has run.
    private sealed class ProcessTimer : ITimer
    {
        private readonly MachineClock _clock;
        private readonly Action _callback;
        private readonly ITimer _timer;
        private TimeSpan _period;
        private bool _isDisposed;

        public ProcessTimer(MachineClock clock, VirtualTime truth, Executor timers, Action callback)
        {
            (_clock, _callback) = (clock, callback);
            _timer = truth.CreateTimer(_ => timers.Post(Fire), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return !_isDisposed && _timer.Change(dueTime == Timeout.InfiniteTimeSpan ? dueTime : _clock.TrueSpan(dueTime), Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _isDisposed = true;
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            if (_isDisposed)
                return;
            if (_period > TimeSpan.Zero)
                _timer.Change(_clock.TrueSpan(_period), Timeout.InfiniteTimeSpan);
            _callback();
        }
    }
}
