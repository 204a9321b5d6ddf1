namespace Ballast.Storage.Log;

/// <summary>The place of a batch without records.</summary>
internal readonly record struct LogMark(Segment Segment, long Offset, long Sequence)
{
    /// <summary>Writes the mark, durably. All of it that is not zero lies in one sector, so that one mark replaces another whole or not at all.</summary>
    public void Write(BatchFlags flags)
    {
        var block = new byte[LogFormat.BlockBytes];
        new BatchHeader(Segment.PositionOf(Offset), BatchHeader.Size, 0, Sequence, flags).Seal(block, Segment.Header.Salt);
        Segment.File.Write(Offset, block);
        Segment.File.Sync();
    }
}
