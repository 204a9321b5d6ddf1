using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;

namespace Ballast.Storage.Log;

/// <summary>Makes segments, from nothing or from trimmed ones.</summary>
/// <remarks>
/// A file gets its live name only after its contents are synced, and each change of names is synced before the next. So
/// whatever a crash leaves under a live name has a sound header, and the live names have no gaps. One caller at a time.
/// </remarks>
internal sealed class SegmentFactory(IDisk disk, LogOptions options, NodeId node, Chance chance)
{
    // Zeros go to the disk in pieces, each synced while commits go on: a commit waits behind one piece at most. Pieces of 1 MiB
    // doubled the commits' p99; smaller ones than this take so long that writers outrun the supply.
    private const int ZeroPieceBytes = 256 * 1024;
    private readonly Stack<string> _spares = new();
    private long _created;
    private long _recycled;

    public long Created => Volatile.Read(ref _created);
    public long Recycled => Volatile.Read(ref _recycled);

    /// <summary>Makes a durable, empty segment. The disk's room is taken here and nowhere else.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="first">Where it begins.</param>
    /// <param name="isPaced">Commits go on meanwhile, and must not wait for a whole segment of zeros.</param>
    /// <exception cref="DiskFullException">No room; nothing is left behind.</exception>
    public Segment Make(long sequence, LogPosition first, bool isPaced)
    {
        var header = new SegmentHeader(node, sequence, first, options.SegmentBytes, chance.NextUInt64());
        var spare = _spares.TryPop(out var recycled) ? recycled : null;
        var prepared = spare ?? FillNew(sequence, isPaced);
        var name = SegmentNames.Live(sequence);
        using (var file = disk.Open(prepared))
            WriteHeader(file, header);
        disk.Rename(prepared, name);
        disk.SyncNames();
        if (spare is null)
            _created++;
        else
            _recycled++;
        return new Segment(header, name, disk.Open(name));
    }

    /// <summary>Takes a segment out of the log. The oldest, or the newest where it is empty: the log never has a gap.</summary>
    public void Retire(Segment segment)
    {
        segment.Dispose();
        if (segment.Header.Bytes == options.SegmentBytes && _spares.Count < options.RecycledSegmentsMax)
            Spare(segment);
        else
            disk.Delete(segment.Name);
        disk.SyncNames();
    }

    /// <summary>Deletes what an earlier run left half done, and takes over the spares that still fit.</summary>
    public void Adopt(IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (SegmentNames.IsNew(name) || (SegmentNames.IsSpare(name) && !TryAdoptSpare(name)))
                disk.Delete(name);
        disk.SyncNames();
    }

    private bool TryAdoptSpare(string name)
    {
        using (var file = disk.Open(name))
            if (file.Length != options.SegmentBytes || _spares.Count >= options.RecycledSegmentsMax)
                return false;
        _spares.Push(name);
        return true;
    }

    private void Spare(Segment segment)
    {
        var spare = SegmentNames.Spare(segment.Header.Sequence);
        disk.Rename(segment.Name, spare);
        _spares.Push(spare);
    }

    private string FillNew(long sequence, bool isPaced)
    {
        var name = SegmentNames.New(sequence);
        try
        {
            using var file = disk.Create(name);
            var zeros = new byte[Math.Min(ZeroPieceBytes, options.SegmentBytes)];
            for (long offset = 0; offset < options.SegmentBytes; offset += zeros.Length)
            {
                file.Write(offset, zeros.AsSpan(0, (int)Math.Min(zeros.Length, options.SegmentBytes - offset)));
                if (isPaced)
                    file.Sync();
            }
        }
        catch (DiskFullException)
        {
            disk.Delete(name);
            disk.SyncNames();
            throw;
        }
        return name;
    }

    private static void WriteHeader(IDiskFile file, in SegmentHeader header)
    {
        var block = new byte[SegmentHeader.Size];
        header.Write(block);
        file.Write(0, block);
        file.Sync();
    }
}
