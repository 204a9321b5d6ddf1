using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;

namespace Ballast.Storage.Log;

/// <summary>Who hears of the supply, on its executor.</summary>
/// <param name="Failed">The disk failed.</param>
/// <param name="Answered">Someone found no segment, and now there is one, or it is known that there will be none.</param>
internal sealed record SegmentSupplyEar(Action<Exception> Failed, Action Answered);

/// <summary>Keeps a segment ready before the writer needs it, and takes trimmed ones away, on an executor of its own.</summary>
/// <remarks>
/// The lock guards the queues; files are made and retired outside it, by the executor alone. Lock order: the log's, then
/// this one. Whoever is told that there is work calls <see cref="Wake"/> after leaving its locks.
/// </remarks>
internal sealed class SegmentSupply : IWorkItem
{
    private const int SegmentsAhead = 1;
    private readonly Lock _lock = new();
    private readonly SegmentFactory _factory;
    private readonly LogOptions _options;
    private readonly Executor _executor;
    private readonly SegmentSupplyEar _ear;
    private readonly Queue<Segment> _live = new();
    private readonly Queue<Segment> _ready = new();
    private SegmentHeader _newest;
    private LogPosition _floor;
    private bool _posted;
    private bool _full;
    private bool _missed;
    private bool _ended;

    /// <param name="factory">Makes and retires the files.</param>
    /// <param name="options">Their bounds.</param>
    /// <param name="executor">A dedicated one: filling a segment waits for the disk.</param>
    /// <param name="segments">The segments that there are, oldest first; at least one.</param>
    /// <param name="active">How many of them are in use; the rest are empty.</param>
    /// <param name="ear">Hears of it.</param>
    public SegmentSupply(
        SegmentFactory factory, LogOptions options, Executor executor, IReadOnlyList<Segment> segments, int active, SegmentSupplyEar ear)
    {
        (_factory, _options, _executor, _ear) = (factory, options, executor, ear);
        for (var i = 0; i < segments.Count; i++)
            (i < active ? _live : _ready).Enqueue(segments[i]);
        _newest = segments[^1].Header;
    }

    /// <summary>The oldest position that is still on disk.</summary>
    public LogPosition Oldest
    {
        get
        {
            lock (_lock)
                return _live.Peek().Header.First;
        }
    }

    /// <summary>Whether there is no segment behind the one in use, and none can be made: soon there will be no room.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _full && _ready.Count == 0;
        }
    }

    /// <summary>Takes the next segment into use; where there is none, <paramref name="isFull"/> tells whether one is coming. Then <see cref="Wake"/>.</summary>
    public bool TryTake([NotNullWhen(true)] out Segment? segment, out bool isFull)
    {
        lock (_lock)
        {
            isFull = _full;
            if (!_ready.TryDequeue(out segment))
            {
                _missed = true;
                return false;
            }
            _live.Enqueue(segment);
            return true;
        }
    }

    /// <summary>Everything that ends at or before <paramref name="floor"/> is needed no more. Then <see cref="Wake"/>.</summary>
    public void RaiseFloor(LogPosition floor)
    {
        lock (_lock)
            if (floor > _floor)
                _floor = floor;
    }

    /// <summary>Lets the executor look at what there is to do. Not under a lock.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_posted || _ended)
                return;
            _posted = true;
        }
        _executor.Post(this);
    }

    void IWorkItem.Run()
    {
        lock (_lock)
            _posted = false;
        try
        {
            Retire();
            if (Prepare())
                Wake();
            if (TakeMissed())
                _ear.Answered();
        }
        catch (Exception e)
        {
            // A broken disk ends the log, which tells everybody; anything else also ends this executor.
            _ear.Failed(e);
            if (e is not IOException)
                throw;
        }
    }

    /// <summary>Closes the files. On the executor, or where it never ran.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            foreach (var segment in _live)
                segment.Dispose();
            foreach (var segment in _ready)
                segment.Dispose();
        }
    }

    private bool TakeMissed()
    {
        lock (_lock)
        {
            var answered = _missed && (_full || _ready.Count > 0);
            _missed &= !answered;
            return answered;
        }
    }

    private void Retire()
    {
        while (TryTakeBelowFloor(out var segment))
            _factory.Retire(segment);
    }

    private bool TryTakeBelowFloor([NotNullWhen(true)] out Segment? segment)
    {
        lock (_lock)
        {
            segment = null;
            // The floor is durable, so a segment that ends below it has a successor in use and is never written again.
            return !_ended && _live.Count > 1 && _live.Peek().Header.End <= _floor && _live.TryDequeue(out segment);
        }
    }

    /// <summary>Makes one segment where one is wanted and allowed; true when it did.</summary>
    private bool Prepare()
    {
        lock (_lock)
        {
            if (_ended || _ready.Count >= SegmentsAhead)
                return false;
            _full = _live.Count + _ready.Count >= _options.SegmentCountMax;
            if (_full)
                return false;
        }
        try
        {
            var made = _factory.Make(_newest.Sequence + 1, _newest.End, isPaced: true);
            lock (_lock)
            {
                _newest = made.Header;
                _ready.Enqueue(made);
            }
            return true;
        }
        catch (DiskFullException)
        {
            lock (_lock)
                _full = true;
            return false;
        }
    }
}
