using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>A storage node's write-ahead log, shared by all its replicas: what arrives during one sync is the next batch.</summary>
/// <remarks>
/// Invariants. A batch is written only after every batch before it was synced, so a damaged batch with a sound one behind
/// it is never the trace of a crash. Positions are given out under the lock in the order in which records stand in the
/// log. Nobody hears that a record is durable before its sync returned. After a failed write or sync nothing is ever
/// acknowledged again: what the medium holds is unknown then, and a retried sync may succeed without having written.
/// Appenders meet the writer only in the short lock around the pending buffer; of the two buffers one is filled while the
/// other is written. See docs/design/storage-log.md.
/// </remarks>
public sealed class WriteAheadLog : IWorkItem, IAsyncDisposable
{
    private enum State
    {
        Open,
        Closing,
        Closed,
        Failed,
    }

    private readonly Lock _lock = new();
    private readonly LogOptions _options;
    private readonly Executor _writer;
    private readonly Executor _preparer;
    private readonly SegmentSupply _supply;
    private readonly SegmentFactory _factory;
    private readonly HashSet<LogAppender> _appenders = [];
    private readonly HashSet<LogAppender> _refused = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogCounters _counters = new();
    private PendingBatches _pending;
    private PendingBatches _written;
    private readonly LogTail _tail;
    private long _generation = 2;
    private long _durableThrough;
    private State _state;
    private long _turns;
    private bool _writerIsIdle = true;
    private bool _closeAsked;

    private WriteAheadLog(LogOptions options, IExecutorSource executors, SegmentFactory factory, RecoveredLog recovered)
    {
        _options = options;
        _factory = factory;
        _tail = recovered.Tail;
        Recovery = recovered.Summary;
        _durableThrough = recovered.Summary.End.Value;
        _pending = new PendingBatches(options.PendingBytesMax, 1);
        _written = new PendingBatches(options.PendingBytesMax, 2);
        _writer = executors.CreateDedicated("wal");
        _preparer = executors.CreateDedicated("wal-segments");
        _supply = new SegmentSupply(factory, options, _preparer, recovered.Segments, recovered.ActiveCount,
            new SegmentSupplyEar(cause => _writer.Post(() => Fail(cause)), () => _writer.Post(TellRefused)));
    }

    /// <summary>How the log was found.</summary>
    public LogRecoverySummary Recovery { get; }

    /// <summary>Every record that ends at or before this is on the medium.</summary>
    public LogPosition DurableThrough => new(Volatile.Read(ref _durableThrough));

    /// <summary>The oldest position that is still on disk.</summary>
    public LogPosition Oldest => _supply.Oldest;

    /// <summary>What was done since the log was opened.</summary>
    public LogFigures Figures => _counters.Read(_factory);

    /// <summary>How far the writer is. Anyone may ask, at any time.</summary>
    public LogProgress Progress
    {
        get
        {
            lock (_lock)
                return new LogProgress(_turns, !_writerIsIdle);
        }
    }

    /// <summary>Whether there will soon be no room for another record: the disk, or the log's own bound, has none for the next segment.</summary>
    public bool IsFull => _supply.IsFull;

    /// <summary>Looks whether there is room again for the next segment. Nobody else does while nothing is appended and nothing trimmed.</summary>
    public void LookForRoom() => _supply.Wake();

    /// <summary>Whether the directory holds a log, whole or not. <see cref="Open"/> begins one where there is none.</summary>
    public static bool ExistsOn(IDisk disk)
    {
        foreach (var name in disk.List())
            if (SegmentNames.TryParseLive(name, out _))
                return true;
        return false;
    }

    /// <summary>Opens the node's log, or begins one, and gives the visitor every record in it, oldest first.</summary>
    /// <param name="disk">The node's directory.</param>
    /// <param name="options">Sizes and bounds.</param>
    /// <param name="node">Whose log it is; another node's is refused.</param>
    /// <param name="executors">Gives the writer's executor and the one that prepares segments.</param>
    /// <param name="chance">For salts.</param>
    /// <param name="visitor">Takes the records, on the caller's thread, before this returns.</param>
    /// <param name="durableOnce">A position through which the log is known to have been durable: one that ends before it has lost its end.</param>
    /// <exception cref="LogCorruptException">There is damage that no crash explains.</exception>
    /// <exception cref="NewerFormatException">A later version of the program wrote it.</exception>
    /// <exception cref="DiskFullException">A new log has no room for its first segment.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static WriteAheadLog Open(
        IDisk disk, LogOptions options, NodeId node, IExecutorSource executors, Chance chance, ILogVisitor visitor, LogPosition durableOnce = default)
    {
        options.Validate();
        var factory = new SegmentFactory(disk, options, node, chance.Fork());
        var recovered = new LogRecovery(disk, options, node, factory, visitor).Recover(durableOnce);
        var log = new WriteAheadLog(options, executors, factory, recovered);
        log._supply.Wake();
        return log;
    }

    /// <summary>A way into the log for one subscriber, which hears when its records are durable.</summary>
    public LogAppender CreateAppender(ILogSubscriber subscriber)
    {
        var appender = new LogAppender(this, subscriber);
        lock (_lock)
            _appenders.Add(appender);
        return appender;
    }

    /// <summary>Gives back whole segments that end at or before <paramref name="floor"/>, which must be durable. Who still needs what is the caller's to know.</summary>
    public void TrimTo(LogPosition floor)
    {
        Invariant.Holds(floor <= DurableThrough);
        _supply.RaiseFloor(floor);
        _supply.Wake();
    }

    /// <summary>Writes what is pending, then the mark of a clean stop, and closes the files. A failed log is closed without a mark.</summary>
    public Task CloseAsync()
    {
        bool wake;
        lock (_lock)
        {
            _closeAsked = true;
            if (_state == State.Open)
                _state = State.Closing;
            wake = WakeWriterUnderLock();
        }
        if (wake)
            _writer.Post(this);
        return _closed.Task;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    internal AppendResult TryAppend(LogAppender appender, in LogRecordHeader header, ReadOnlySpan<byte> payloadHead, ReadOnlySpan<byte> payload, out LogPosition end, bool mayUseReserve)
    {
        var bytes = LogRecordHeader.Size + payloadHead.Length + payload.Length;
        Invariant.Holds(bytes <= _options.RecordBytesMax);
        Span<byte> head = stackalloc byte[LogRecordHeader.Size];
        header.Write(head, payloadHead, payload);

        AppendResult result;
        bool rolled, wake = false;
        lock (_lock)
        {
            result = MakeRoomUnderLock(bytes, mayUseReserve, out rolled);
            end = default;
            if (result == AppendResult.Busy)
                _refused.Add(appender);
            if (result == AppendResult.Appended)
            {
                var target = _pending.Add(bytes, appender, out end);
                head.CopyTo(target);
                payloadHead.CopyTo(target[LogRecordHeader.Size..]);
                payload.CopyTo(target[(LogRecordHeader.Size + payloadHead.Length)..]);
                wake = WakeWriterUnderLock();
            }
        }
        if (wake)
            _writer.Post(this);
        if (rolled)
            _supply.Wake();
        return result;
    }

    internal void Remove(LogAppender appender)
    {
        lock (_lock)
        {
            _appenders.Remove(appender);
            _refused.Remove(appender);
        }
    }

    /// <summary>One turn of the writer: one buffer, usually one batch and one sync.</summary>
    void IWorkItem.Run()
    {
        try
        {
            if (TryTakePending(out var finish))
            {
                // The buffer that was full is empty now.
                TellRefused();
                Commit();
            }
            else if (finish)
                Finish();
        }
        catch (Exception e)
        {
            Fail(e);
            // A power cut or a bug is not the disk's answer: it ends the executor too.
            if (e is not IOException)
                throw;
            _writer.Post(this);
        }
    }

    private void Commit()
    {
        foreach (ref readonly var batch in _written.Batches)
        {
            if (batch.Continuation is { } mark)
                Continue(mark);
            var image = _written.Image(batch);
            batch.Segment.File.Write(batch.FileOffset, image);
            batch.Segment.File.Sync();
            _counters.Count(batch.RecordCount, image.Length);
            Volatile.Write(ref _durableThrough, batch.End.Value);
        }
        foreach (var appender in _written.Appenders)
            appender.Subscriber.Durable(DurableThrough);
        _written.Clear(++_generation);
        _writer.Post(this);
    }

    // The segment behind the mark has its name for good, so a log that ends with such a mark and has no next segment has lost it.
    private void Continue(in LogMark mark)
    {
        mark.Write(BatchFlags.Continued);
        _counters.CountMark();
    }

    // What they tried may be refused again: then they are told again.
    private void TellRefused()
    {
        LogAppender[] refused;
        lock (_lock)
        {
            if (_refused.Count == 0)
                return;
            refused = [.. _refused];
            _refused.Clear();
        }
        foreach (var appender in refused)
            appender.Subscriber.RoomAgain();
    }

    private void Finish()
    {
        bool clean;
        lock (_lock)
            clean = _state == State.Closing;
        if (clean)
            _tail.WriteMark(BatchFlags.CleanStop);
        lock (_lock)
            _state = State.Closed;
        // Behind whatever the preparer does: nothing touches the disk once the task has ended.
        _preparer.Post(() =>
        {
            _supply.End();
            _closed.TrySetResult();
        });
    }

    private void Fail(Exception cause)
    {
        LogAppender[] told;
        lock (_lock)
        {
            if (_state is State.Failed or State.Closed)
                return;
            _state = State.Failed;
            told = [.. _appenders];
        }
        foreach (var appender in told)
            appender.Subscriber.Failed(cause);
        if (cause is not IOException)
            _closed.TrySetException(cause);
    }

    private bool WakeWriterUnderLock()
    {
        var wake = _writerIsIdle;
        _writerIsIdle = false;
        return wake;
    }

    /// <summary>Sees to it that a batch is open in which a record of this size fits, in its segment and in the buffer.</summary>
    private AppendResult MakeRoomUnderLock(int recordBytes, bool mayUseReserve, out bool rolled)
    {
        rolled = false;
        if (_state != State.Open)
            return AppendResult.Stopped;
        if (_pending.IsOpen && _tail.Offset + _pending.OpenLength + recordBytes <= RecordsEnd(mayUseReserve: false))
            return _pending.HasRoom(recordBytes, newBatch: false) ? AppendResult.Appended : AppendResult.Busy;
        if (!_pending.HasRoom(recordBytes, newBatch: true))
            return AppendResult.Busy;
        return BeginBatchUnderLock(recordBytes, mayUseReserve, out rolled);
    }

    private long RecordsEnd(bool mayUseReserve) => _tail.Segment.Header.RecordsEnd - (mayUseReserve ? 0 : _options.ReservedBytes);

    private AppendResult BeginBatchUnderLock(int recordBytes, bool mayUseReserve, out bool rolled)
    {
        rolled = false;
        LogMark? continuation = null;
        if (_pending.IsOpen || _tail.Offset + BatchHeader.Size + recordBytes > RecordsEnd(mayUseReserve: false))
        {
            // The next segment was made ahead; a missing one is on its way, or there is no room.
            rolled = true;
            if (_supply.TryTake(out var next, out var isFull))
            {
                SealUnderLock();
                continuation = _tail.MoveTo(next);
            }
            else if (!mayUseReserve || !isFull || !FitsInReserveUnderLock(recordBytes))
                return isFull ? AppendResult.Full : AppendResult.Busy;
            else if (_pending.IsOpen)
                return AppendResult.Appended;
        }
        _pending.Begin(_tail.Segment, _tail.Offset, _tail.TakeSequence(), continuation);
        return AppendResult.Appended;
    }

    private bool FitsInReserveUnderLock(int recordBytes)
    {
        var taken = _pending.IsOpen ? _pending.OpenLength : BatchHeader.Size;
        return _tail.Offset + taken + recordBytes <= RecordsEnd(mayUseReserve: true) && _pending.HasRoom(recordBytes, newBatch: !_pending.IsOpen);
    }

    private void SealUnderLock()
    {
        if (_pending.IsOpen)
            _tail.Offset = _pending.Seal();
    }

    private bool TryTakePending(out bool finish)
    {
        lock (_lock)
        {
            _turns++;
            var nothing = _pending.IsEmpty || _state == State.Failed;
            finish = nothing && _closeAsked && _state != State.Closed;
            if (nothing)
            {
                _writerIsIdle = !_closeAsked;
                return false;
            }
            SealUnderLock();
            (_pending, _written) = (_written, _pending);
            return true;
        }
    }
}
