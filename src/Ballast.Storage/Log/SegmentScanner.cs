namespace Ballast.Storage.Log;

/// <summary>Reads batches, one segment after another, through one window, and judges them.</summary>
internal sealed class SegmentScanner(Segment first)
{
    private const int WindowBytes = 256 * 1024;
    private byte[] _window = new byte[(int)Math.Min(WindowBytes, first.Header.Bytes)];
    private long _windowOffset;
    private int _windowCount;

    public Segment Segment { get; private set; } = first;

    public void MoveTo(Segment segment)
    {
        Segment = segment;
        _windowCount = 0;
    }

    /// <summary>The sound batch at <paramref name="offset"/>, valid until the next read; false where none begins there.</summary>
    public bool TryRead(long offset, out BatchHeader header, out ReadOnlySpan<byte> batch) =>
        TryReadSound(offset, out header, out batch) && header.Position == Segment.PositionOf(offset);

    /// <summary>
    /// Whether a batch of this life of the segment begins at any block from <paramref name="offset"/> on; one that belongs
    /// elsewhere counts too, since only a misdirected write brings it here.
    /// </summary>
    public bool HasBatchFrom(long offset, out long found)
    {
        for (found = offset; found < Segment.Header.Bytes; found += LogFormat.BlockBytes)
            if (TryReadSound(found, out _, out _))
                return true;
        return false;
    }

    private bool TryReadSound(long offset, out BatchHeader header, out ReadOnlySpan<byte> batch)
    {
        batch = default;
        header = default;
        var room = Segment.Header.Bytes - offset;
        if (room < LogFormat.BlockBytes || !BatchHeader.TryReadClaim(Bytes(offset, BatchHeader.Size), room, out header))
            return false;
        batch = Bytes(offset, header.Length);
        return BatchHeader.IsSound(batch, Segment.Header.Salt);
    }

    private ReadOnlySpan<byte> Bytes(long offset, int count)
    {
        if (offset < _windowOffset || offset + count > _windowOffset + _windowCount)
            Load(offset, count);
        return _window.AsSpan((int)(offset - _windowOffset), count);
    }

    private void Load(long offset, int count)
    {
        if (count > _window.Length)
            _window = new byte[LogFormat.AlignUp(count)];
        _windowOffset = offset;
        _windowCount = Segment.File.Read(offset, _window);
        if (_windowCount < count)
            throw new LogCorruptException(Segment.Name, offset, "the file is shorter than its header says");
    }
}
