namespace Ballast.Storage.Log;

/// <summary>Counters that the writer alone raises and anyone may read.</summary>
internal sealed class LogCounters
{
    private long _batches, _records, _bytes, _syncs;

    public void Count(int records, int bytes)
    {
        Volatile.Write(ref _batches, _batches + 1);
        Volatile.Write(ref _records, _records + records);
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _syncs, _syncs + 1);
    }

    public void CountMark()
    {
        Volatile.Write(ref _bytes, _bytes + LogFormat.BlockBytes);
        Volatile.Write(ref _syncs, _syncs + 1);
    }

    public LogFigures Read(SegmentFactory factory) => new(
        Volatile.Read(ref _batches), Volatile.Read(ref _records), Volatile.Read(ref _bytes), Volatile.Read(ref _syncs),
        factory.Created, factory.Recycled);
}
