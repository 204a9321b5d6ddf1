namespace Ballast.Storage.Log;

/// <summary>Where the next batch goes.</summary>
/// <remarks>Changed under the log's lock while the log is open; by the writer alone once nobody appends.</remarks>
internal sealed class LogTail(Segment segment, long offset, long nextSequence)
{
    private (Segment Segment, long Offset, long Sequence)? _lastMark;
    private long _nextSequence = nextSequence;

    public Segment Segment { get; private set; } = segment;

    /// <summary>The offset in the segment, a multiple of the block; at most the segment's length.</summary>
    public long Offset { get; set; } = offset;

    public long TakeSequence()
    {
        _lastMark = null;
        return _nextSequence++;
    }

    public void MoveTo(Segment next)
    {
        Segment = next;
        Offset = SegmentHeader.Size;
    }

    /// <summary>The log's last batch is a mark, which the next mark may replace.</summary>
    public void NoteMark(Segment segment, long offset, long sequence) => _lastMark = (segment, offset, sequence);

    /// <summary>Writes a batch without records, durably. Marks replace each other, and a block is kept for one, so a full log can be opened and closed for ever.</summary>
    public void WriteMark(BatchFlags flags)
    {
        if (_lastMark is null)
        {
            NoteMark(Segment, Offset, _nextSequence++);
            Offset += LogFormat.BlockBytes;
        }
        var (segment, offset, sequence) = _lastMark!.Value;
        var block = new byte[LogFormat.BlockBytes];
        new BatchHeader(segment.PositionOf(offset), BatchHeader.Size, 0, sequence, flags).Seal(block, segment.Header.Salt);
        segment.File.Write(offset, block);
        segment.File.Sync();
    }
}
