using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>Opens a log's segments in order, and checks that each is whole, ours, and the successor of the one before.</summary>
internal sealed class SegmentChain(IDisk disk, NodeId node)
{
    private SegmentHeader? _previous;

    public Segment OpenNext(string name, long sequence)
    {
        var file = disk.Open(name);
        try
        {
            var header = ReadHeader(name, file);
            Check(name, sequence, header, file.Length);
            _previous = header;
            return new Segment(header, name, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SegmentHeader ReadHeader(string name, IDiskFile file)
    {
        var block = new byte[SegmentHeader.Size];
        // The file got its name after this block was synced, so no crash leaves a bad one.
        if (file.Read(0, block) != block.Length || !SegmentHeader.TryRead(block, out var version, out var header))
            throw new LogCorruptException(name, 0, "the segment header is damaged");
        return version > LogFormat.Version ? throw new NewerFormatException(name, version, LogFormat.Version) : header;
    }

    private void Check(string name, long sequence, in SegmentHeader header, long length)
    {
        if (header.Node != node)
            throw new LogCorruptException(name, 0, $"the segment belongs to node {header.Node}");
        if (header.Sequence != sequence)
            throw new LogCorruptException(name, 0, $"the header is that of segment {header.Sequence}");
        if (length != header.Bytes)
            throw new LogCorruptException(name, length, $"the file has {length} bytes, its header says {header.Bytes}");
        if (_previous is { } previous && (sequence != previous.Sequence + 1 || header.First != previous.End))
            throw new LogCorruptException(name, 0, $"segment {previous.Sequence + 1} should precede or be this one; it is missing");
        if (_previous is null && sequence == 1 && header.First != LogPosition.BeforeLog)
            throw new LogCorruptException(name, 0, "the first segment does not begin at the log's beginning");
    }
}
