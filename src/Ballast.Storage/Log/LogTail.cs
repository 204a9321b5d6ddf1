namespace Ballast.Storage.Log;

/// <summary>Where the next batch goes.</summary>
/// <remarks>Changed under the log's lock while the log is open; by the writer alone once nobody appends.</remarks>
internal sealed class LogTail(Segment segment, long offset, long nextSequence)
{
    private LogMark? _lastMark;
    private long _nextSequence = nextSequence;

    public Segment Segment { get; private set; } = segment;

    /// <summary>The offset in the segment, a multiple of the block; at most the segment's length.</summary>
    public long Offset { get; set; } = offset;

    public long TakeSequence()
    {
        _lastMark = null;
        return _nextSequence++;
    }

    /// <summary>Goes on in another segment; gives the place of the mark that says so, to be written before anything in <paramref name="next"/> is.</summary>
    public LogMark MoveTo(Segment next)
    {
        var mark = TakeMark();
        Segment = next;
        Offset = SegmentHeader.Size;
        return mark;
    }

    /// <summary>The log's last batch is a mark, which the next mark may replace.</summary>
    public void NoteMark(Segment segment, long offset, long sequence) => _lastMark = new LogMark(segment, offset, sequence);

    /// <summary>Writes a mark at the log's end, durably.</summary>
    public void WriteMark(BatchFlags flags) => TakeMark().Write(flags);

    // Marks replace each other, and a block is kept for one, so a full log can be opened and closed for ever.
    private LogMark TakeMark()
    {
        if (_lastMark is { } last)
            return last;
        var mark = new LogMark(Segment, Offset, _nextSequence++);
        Offset += LogFormat.BlockBytes;
        _lastMark = mark;
        return mark;
    }
}
