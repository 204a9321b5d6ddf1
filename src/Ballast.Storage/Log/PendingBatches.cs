using System.Runtime.InteropServices;

using Ballast.Foundation;

namespace Ballast.Storage.Log;

/// <summary>One batch in a <see cref="PendingBatches"/>, and where it belongs.</summary>
internal struct PendingBatch
{
    public Segment Segment;
    public long FileOffset;
    public int BufferOffset;
    public int Length;
    public int RecordCount;
    public long Sequence;

    /// <summary>Where to say, before this batch is written, that the log goes on in its segment.</summary>
    public LogMark? Continuation;

    public readonly LogPosition End => Segment.PositionOf(FileOffset + Length);
}

/// <summary>A buffer of whole blocks as they will be on disk: usually one batch, two where a segment ends inside.</summary>
/// <remarks>Not thread-safe: it is filled under the log's lock, or belongs to the writer while it is written.</remarks>
internal sealed class PendingBatches(int bytesMax, long generation)
{
    // What an idle log keeps; more is given back after so many batches that did not need it.
    private const int KeptBytes = 1024 * 1024, SmallUsesBeforeShrink = 256, FirstBytes = 64 * 1024;
    private readonly List<PendingBatch> _batches = [];
    private readonly List<LogAppender> _appenders = [];
    private byte[] _bytes = [];
    private int _count;
    private bool _isOpen;
    private int _smallUses;

    public bool IsEmpty => _batches.Count == 0;

    /// <summary>A batch stands open for more records.</summary>
    public bool IsOpen => _isOpen;

    public ReadOnlySpan<PendingBatch> Batches => CollectionsMarshal.AsSpan(_batches);

    /// <summary>Whose records are in here.</summary>
    public ReadOnlySpan<LogAppender> Appenders => CollectionsMarshal.AsSpan(_appenders);

    /// <summary>The open batch's length so far.</summary>
    public int OpenLength => _batches[^1].Length;

    public bool HasRoom(int recordBytes, bool newBatch) =>
        bytesMax - (newBatch ? LogFormat.AlignUp(_count) + BatchHeader.Size : _count) >= recordBytes;

    public void Begin(Segment segment, long fileOffset, long sequence, LogMark? continuation)
    {
        Invariant.Holds(!_isOpen && _count % LogFormat.BlockBytes == 0);
        _batches.Add(new PendingBatch
        {
            Segment = segment, FileOffset = fileOffset, BufferOffset = _count, Length = BatchHeader.Size, Sequence = sequence,
            Continuation = continuation,
        });
        Reserve(BatchHeader.Size);
        _isOpen = true;
    }

    /// <summary>Room for one record in the open batch; gives where it ends.</summary>
    public Span<byte> Add(int recordBytes, LogAppender appender, out LogPosition end)
    {
        Invariant.Holds(_isOpen);
        ref var batch = ref CollectionsMarshal.AsSpan(_batches)[^1];
        batch.Length += recordBytes;
        batch.RecordCount++;
        end = batch.End;
        Note(appender);
        return Reserve(recordBytes);
    }

    /// <summary>Ends the open batch with zeros to the end of its block; gives the offset in its segment behind it.</summary>
    public long Seal()
    {
        Invariant.Holds(_isOpen);
        _isOpen = false;
        Reserve(LogFormat.AlignUp(_count) - _count).Clear();
        var batch = _batches[^1];
        return batch.FileOffset + LogFormat.AlignUp(batch.Length);
    }

    /// <summary>The blocks of one sealed batch, its header written and checksummed.</summary>
    public ReadOnlySpan<byte> Image(in PendingBatch batch)
    {
        var image = _bytes.AsSpan(batch.BufferOffset, LogFormat.AlignUp(batch.Length));
        var position = batch.Segment.PositionOf(batch.FileOffset);
        new BatchHeader(position, batch.Length, batch.RecordCount, batch.Sequence, BatchFlags.None).Seal(image, batch.Segment.Header.Salt);
        return image;
    }

    /// <summary>Empties it for its next use, under a generation that no appender has noted.</summary>
    public void Clear(long nextGeneration)
    {
        Shrink();
        _batches.Clear();
        _appenders.Clear();
        _count = 0;
        generation = nextGeneration;
    }

    private void Note(LogAppender appender)
    {
        if (appender.NotedIn == generation)
            return;
        appender.NotedIn = generation;
        _appenders.Add(appender);
    }

    private Span<byte> Reserve(int bytes)
    {
        var needed = _count + bytes;
        if (needed > _bytes.Length)
            Grow(needed);
        var span = _bytes.AsSpan(_count, bytes);
        _count = needed;
        return span;
    }

    private void Grow(int needed)
    {
        var wanted = Math.Max(needed, Math.Max(FirstBytes, _bytes.Length * 2L));
        Array.Resize(ref _bytes, (int)Math.Min(wanted, LogFormat.AlignUp(bytesMax)));
    }

    private void Shrink()
    {
        if (_bytes.Length <= KeptBytes)
            return;
        _smallUses = _count <= KeptBytes ? _smallUses + 1 : 0;
        if (_smallUses < SmallUsesBeforeShrink)
            return;
        _smallUses = 0;
        _bytes = new byte[KeptBytes];
    }
}
