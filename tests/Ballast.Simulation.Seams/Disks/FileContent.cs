using Ballast.Foundation;

namespace Ballast.Simulation.Disks;

/// <summary>A file without its name: what readers see, what is on the medium, and every unsynced version of each sector between.</summary>
/// <remarks>
/// Sector arrays are never changed once stored, so copies share them. An absent sector is zeros, so preallocating costs nothing.
/// Not thread-safe: its disk's lock guards it.
/// </remarks>
internal sealed class FileContent
{
    public const int SectorBytes = 512;

    private readonly Dictionary<long, byte[]> _seen;
    private readonly Dictionary<long, byte[]> _medium;
    private readonly SortedDictionary<long, List<byte[]?>> _unsynced;
    private readonly List<long> _unsyncedLengths;
    private long _mediumLength;

    public FileContent() => (_seen, _medium, _unsynced, _unsyncedLengths) = ([], [], [], []);

    private FileContent(Dictionary<long, byte[]> medium, long length)
    {
        (_seen, _medium, _unsynced, _unsyncedLengths) = (new(medium), medium, [], []);
        Length = _mediumLength = length;
    }

    private FileContent(FileContent source)
    {
        _seen = new(source._seen);
        _medium = new(source._medium);
        _unsynced = [];
        foreach (var (sector, versions) in source._unsynced)
            _unsynced.Add(sector, [.. versions]);
        _unsyncedLengths = [.. source._unsyncedLengths];
        _mediumLength = source._mediumLength;
        Length = source.Length;
    }

    public long Length { get; private set; }

    public FileContent Clone() => new(this);

    public int Read(long offset, Span<byte> target)
    {
        var count = (int)Math.Clamp(Length - offset, 0, target.Length);
        for (var done = 0; done < count;)
        {
            var (sector, at, span) = Locate(offset + done, count - done);
            if (_seen.TryGetValue(sector, out var bytes))
                bytes.AsSpan(at, span).CopyTo(target[done..]);
            else
                target.Slice(done, span).Clear();
            done += span;
        }
        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        if (offset + source.Length > Length)
            ChangeLength(offset + source.Length);
        for (var done = 0; done < source.Length;)
        {
            var (sector, at, span) = Locate(offset + done, source.Length - done);
            WriteSector(sector, at, source.Slice(done, span));
            done += span;
        }
    }

    public void SetLength(long length)
    {
        if (length < Length)
            ZeroFrom(length);
        if (length != Length)
            ChangeLength(length);
    }

    public void Sync()
    {
        foreach (var (sector, versions) in _unsynced)
            Put(_medium, sector, versions[^1]);
        _mediumLength = Length;
        Forget();
    }

    /// <summary>Some of the unsynced sectors reach the medium; the rest waits on.</summary>
    public void SyncPartly(Chance chance)
    {
        var survival = Survival.Draw(chance);
        foreach (var sector in _unsynced.Keys.ToArray())
        {
            if (!survival.Keeps(chance))
                continue;
            Put(_medium, sector, _unsynced[sector][^1]);
            _unsynced.Remove(sector);
        }
    }

    /// <summary>A failed sync as Linux has it: some sectors arrived, no later sync writes the others, yet readers go on seeing them.</summary>
    public void FailSync(Chance chance)
    {
        SyncPartly(chance);
        Forget();
    }

    /// <summary>What a power cut now would leave on the medium.</summary>
    public FileContent Survivor(Chance chance)
    {
        var survival = Survival.Draw(chance);
        var medium = new Dictionary<long, byte[]>(_medium);
        foreach (var (sector, versions) in _unsynced)
            if (survival.Pick(chance, versions.Count) is >= 0 and var pick)
                Put(medium, sector, versions[pick]);
        var length = _mediumLength;
        if (_unsyncedLengths.Count > 0 && survival.Pick(chance, _unsyncedLengths.Count) is >= 0 and var kept)
            length = _unsyncedLengths[kept];
        Cut(medium, length);
        return new FileContent(medium, length);
    }

    /// <summary>Rot: the medium's bits change, and readers see it.</summary>
    public void Flip(long offset, byte mask)
    {
        Invariant.Holds(offset >= 0 && offset < Length && mask != 0);
        var sector = offset / SectorBytes;
        var at = (int)(offset % SectorBytes);
        FlipIn(_seen, sector, at, mask);
        FlipIn(_medium, sector, at, mask);
        if (_unsynced.TryGetValue(sector, out var versions))
            versions[^1] = _seen.GetValueOrDefault(sector);
    }

    private static void FlipIn(Dictionary<long, byte[]> sectors, long sector, int at, byte mask)
    {
        var bytes = sectors.TryGetValue(sector, out var old) ? old.AsSpan().ToArray() : new byte[SectorBytes];
        bytes[at] ^= mask;
        sectors[sector] = bytes;
    }

    private void WriteSector(long sector, int at, ReadOnlySpan<byte> part)
    {
        var old = _seen.GetValueOrDefault(sector);
        // Zeros over a hole that was never anything else change nothing, now or after a cut.
        if (old is null && !_medium.ContainsKey(sector) && !_unsynced.ContainsKey(sector) && !part.ContainsAnyExcept((byte)0))
            return;
        var bytes = old is null ? new byte[SectorBytes] : old.AsSpan().ToArray();
        part.CopyTo(bytes.AsSpan(at));
        ChangeSector(sector, bytes);
    }

    private void ZeroFrom(long length)
    {
        var first = length / SectorBytes;
        var kept = (int)(length % SectorBytes);
        foreach (var sector in _seen.Keys.Where(s => s >= first).Order().ToArray())
        {
            var bytes = sector == first && kept > 0 ? _seen[sector].AsSpan().ToArray() : null;
            bytes?.AsSpan(kept).Clear();
            ChangeSector(sector, bytes);
        }
    }

    private static void Cut(Dictionary<long, byte[]> sectors, long length)
    {
        var end = (length + SectorBytes - 1) / SectorBytes;
        foreach (var sector in sectors.Keys.Where(s => s >= end).ToArray())
            sectors.Remove(sector);
        var kept = (int)(length % SectorBytes);
        if (kept == 0 || !sectors.TryGetValue(end - 1, out var last))
            return;
        last = last.AsSpan().ToArray();
        last.AsSpan(kept).Clear();
        sectors[end - 1] = last;
    }

    private void ChangeSector(long sector, byte[]? bytes)
    {
        Put(_seen, sector, bytes);
        if (!_unsynced.TryGetValue(sector, out var versions))
            _unsynced.Add(sector, versions = []);
        versions.Add(bytes);
    }

    private void ChangeLength(long length)
    {
        Length = length;
        _unsyncedLengths.Add(length);
    }

    private void Forget()
    {
        _unsynced.Clear();
        _unsyncedLengths.Clear();
    }

    private static void Put(Dictionary<long, byte[]> sectors, long sector, byte[]? bytes)
    {
        if (bytes is null)
            sectors.Remove(sector);
        else
            sectors[sector] = bytes;
    }

    private static (long Sector, int At, int Span) Locate(long offset, int wanted)
    {
        var at = (int)(offset % SectorBytes);
        return (offset / SectorBytes, at, Math.Min(wanted, SectorBytes - at));
    }
}
