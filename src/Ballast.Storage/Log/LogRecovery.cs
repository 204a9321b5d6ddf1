using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>What a log needs to go on after it was read.</summary>
/// <param name="Segments">All segments, oldest first.</param>
/// <param name="ActiveCount">How many of them are in use; the others are empty.</param>
/// <param name="Tail">Where the next batch goes.</param>
/// <param name="Summary">For the log's owner.</param>
internal sealed record RecoveredLog(List<Segment> Segments, int ActiveCount, LogTail Tail, LogRecoverySummary Summary);

/// <summary>Reads a log after a stop of any kind, and leaves it ready to be written.</summary>
/// <remarks>
/// A batch is written only after all before it were synced. So a crash can damage the last one and no other: where a sound
/// batch follows a damaged or missing one, it is rot. What recovery gives to its visitor is durable before it returns: a
/// killed process leaves a last batch that was written and never synced, and a name likewise.
/// </remarks>
internal sealed class LogRecovery(IDisk disk, LogOptions options, NodeId node, SegmentFactory factory, ILogVisitor visitor)
{
    private readonly List<Segment> _segments = [];
    private BatchHeader _last;
    private int _lastSegment;
    private long _records;
    private LogPosition _recordsEnd;

    public RecoveredLog Recover(LogPosition durableOnce)
    {
        try
        {
            return RecoverOpened(durableOnce);
        }
        catch
        {
            foreach (var segment in _segments)
                segment.Dispose();
            throw;
        }
    }

    private RecoveredLog RecoverOpened(LogPosition durableOnce)
    {
        var names = disk.List();
        OpenSegments(names);
        var end = ReadBatches();
        CheckEnds(end, durableOnce);
        // From here on the log may be changed: it is whole.
        factory.Adopt(names);
        // The end says that the log goes on in a segment which may be dropped, until it is settled.
        var tail = IsNothingRead ? null : Settle(end);
        DropMisfits();
        var isNew = _segments.Count == 0;
        if (isNew)
            _segments.Add(factory.Make(1, LogPosition.BeforeLog, isPaced: false));
        tail ??= new LogTail(_segments[0], SegmentHeader.Size, 1);
        var summary = new LogRecoverySummary(_records, _recordsEnd, _last.Flags.HasFlag(BatchFlags.CleanStop), isNew);
        return new RecoveredLog(_segments, _lastSegment + 1, tail, summary);
    }

    private void OpenSegments(IReadOnlyList<string> names)
    {
        var chain = new SegmentChain(disk, node);
        foreach (var name in names)
            if (SegmentNames.TryParseLive(name, out var sequence))
                _segments.Add(chain.OpenNext(name, sequence));
    }

    /// <summary>Gives every record to the visitor, and returns the offset in the last segment in use at which the log ends.</summary>
    private long ReadBatches()
    {
        long end = SegmentHeader.Size;
        if (_segments.Count == 0)
            return end;
        var scanner = new SegmentScanner(_segments[0]);
        for (var i = 0; i < _segments.Count; i++)
        {
            scanner.MoveTo(_segments[i]);
            long offset = SegmentHeader.Size;
            while (scanner.TryRead(offset, out var header, out var batch))
            {
                CheckFollows(header, i, end);
                VisitBatch(scanner.Segment, offset, header, batch);
                (_last, _lastSegment) = (header, i);
                end = offset += LogFormat.AlignUp(header.Length);
            }
            if (scanner.HasBatchFrom(offset, out var found))
                throw Corrupt(i, offset, $"the log seems to end here, but a sound batch stands at {found}");
        }
        CheckBegins();
        return end;
    }

    private void CheckFollows(in BatchHeader header, int segment, long end)
    {
        if (header.Sequence != _last.Sequence + 1 && !(IsNothingRead && segment == 0 && _segments[0].Header.Sequence > 1))
            throw Corrupt(_lastSegment, end, $"batch {_last.Sequence + 1} should stand here, and batch {header.Sequence} follows");
        if (segment > _lastSegment + 1 || (IsNothingRead && segment > 0))
            throw Corrupt(_lastSegment, end, $"no sound batch here, but one follows in {_segments[segment].Name}");
        if (_last.Flags.HasFlag(BatchFlags.Continued) && segment == _lastSegment)
            throw Corrupt(segment, end, "the log should go on in the next segment, and a batch follows in this one");
    }

    // Segments are trimmed only when a later one holds a durable batch.
    private void CheckBegins()
    {
        if (IsNothingRead && _segments.Count > 0 && _segments[0].Header.Sequence > 1)
            throw Corrupt(0, SegmentHeader.Size, "the oldest segment holds no sound batch, and the log does not begin with it");
    }

    // A log that has lost its newest segments looks like a shorter one, but for these two witnesses.
    private void CheckEnds(long end, LogPosition durableOnce)
    {
        if (_last.Flags.HasFlag(BatchFlags.Continued) && _lastSegment == _segments.Count - 1)
            throw Corrupt(_lastSegment, end, $"the log goes on in {SegmentNames.Live(_segments[_lastSegment].Header.Sequence + 1)}, which is missing");
        if (_segments.Count > 0 && EndsBefore(durableOnce, end))
            throw Corrupt(_lastSegment, end, $"the log ends here, but it was durable through {durableOnce} once: its newest part is missing");
    }

    private bool EndsBefore(LogPosition durableOnce, long end) =>
        durableOnce > (IsNothingRead ? LogPosition.BeforeLog : _segments[_lastSegment].PositionOf(end));

    private bool IsNothingRead => _last.Sequence == 0;

    private void VisitBatch(Segment segment, long offset, in BatchHeader header, ReadOnlySpan<byte> batch)
    {
        var at = BatchHeader.Size;
        for (var i = 0; i < header.RecordCount; i++)
        {
            if (!LogRecordHeader.TryRead(batch[at..], out var record, out var payload))
                throw new LogCorruptException(segment.Name, offset + at, $"record {i + 1} of a sound batch is damaged");
            at += LogRecordHeader.Size + payload.Length;
            _recordsEnd = segment.PositionOf(offset + at);
            _records++;
            visitor.Visit(record, payload, _recordsEnd);
        }
        if (at != header.Length)
            throw new LogCorruptException(segment.Name, offset + at, "a sound batch is longer than its records");
    }

    /// <summary>Empty segments at the end that were made with another length make place for new ones.</summary>
    private void DropMisfits()
    {
        var kept = IsNothingRead ? 0 : _lastSegment + 1;
        while (_segments.Count > kept && _segments[^1].Header.Bytes != options.SegmentBytes)
        {
            factory.Retire(_segments[^1]);
            _segments.RemoveAt(_segments.Count - 1);
        }
    }

    /// <summary>Makes the end of the log durable and known.</summary>
    private LogTail Settle(long end)
    {
        var segment = _segments[_lastSegment];
        var tail = new LogTail(segment, end, _last.Sequence + 1);
        RewriteLast(segment);
        if (_last.IsMark)
            tail.NoteMark(segment, end - LogFormat.BlockBytes, _last.Sequence);
        // A clean stop is the last thing only until the log is opened again; and it goes on here now, where it went on in a segment without a batch.
        if (_last.Flags.HasFlag(BatchFlags.CleanStop) || _last.Flags.HasFlag(BatchFlags.Continued))
            tail.WriteMark(BatchFlags.Opened);
        return tail;
    }

    // Its sync may have failed, or never begun: the page cache then shows what the medium lacks, and calls it clean. Written
    // anew, it is dirty, and each of its sectors is either way the same.
    private void RewriteLast(Segment segment)
    {
        var bytes = new byte[_last.Length];
        var offset = _last.Position.Value - segment.Header.First.Value;
        if (segment.File.Read(offset, bytes) != bytes.Length || !BatchHeader.IsSound(bytes, segment.Header.Salt))
            throw new LogCorruptException(segment.Name, offset, "the last batch reads differently the second time");
        segment.File.Write(offset, bytes);
        segment.File.Sync();
    }

    private LogCorruptException Corrupt(int segment, long offset, string reason) => new(_segments[segment].Name, offset, reason);
}
