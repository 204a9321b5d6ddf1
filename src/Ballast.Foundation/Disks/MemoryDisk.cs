namespace Ballast.Foundation.Disks;

/// <summary>A disk that lives and dies with the process, for <c>--in-memory</c>.</summary>
/// <remarks>Thread-safe. Files are made of chunks that appear when they are first written, so that preallocating costs nothing.</remarks>
public sealed class MemoryDisk : IDisk
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<string> List()
    {
        lock (_lock)
            return [.. _files.Keys];
    }

    public bool Exists(string name)
    {
        lock (_lock)
            return _files.ContainsKey(name);
    }

    public IDiskFile Open(string name)
    {
        lock (_lock)
            return _files.TryGetValue(name, out var file) ? file : throw new FileNotFoundException($"There is no file {name}.", name);
    }

    public IDiskFile Create(string name)
    {
        lock (_lock)
        {
            if (_files.ContainsKey(name))
                throw new IOException($"A file {name} exists.");
            return _files[name] = new MemoryFile(name);
        }
    }

    public void Delete(string name)
    {
        lock (_lock)
            _files.Remove(name);
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            if (!_files.Remove(from, out var file))
                throw new FileNotFoundException($"There is no file {from}.", from);
            file.Name = to;
            _files[to] = file;
        }
    }

    public void SyncNames()
    {
    }
}

internal sealed class MemoryFile(string name) : IDiskFile
{
    private const int ChunkBytes = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly List<byte[]?> _chunks = [];
    private long _length;

    public string Name { get; set; } = name;

    public long Length
    {
        get
        {
            lock (_lock)
                return _length;
        }
    }

    public int Read(long offset, Span<byte> target)
    {
        lock (_lock)
        {
            var count = (int)Math.Clamp(_length - offset, 0, target.Length);
            for (var done = 0; done < count;)
            {
                var (chunk, at, span) = Locate(offset + done, count - done);
                if (_chunks[chunk] is { } bytes)
                    bytes.AsSpan(at, span).CopyTo(target[done..]);
                else
                    target.Slice(done, span).Clear();
                done += span;
            }
            return count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            ExtendUnderLock(offset + source.Length);
            for (var done = 0; done < source.Length;)
            {
                var (chunk, at, span) = Locate(offset + done, source.Length - done);
                var part = source.Slice(done, span);
                // Zeros need no memory: a preallocated file stays empty until it is used.
                if (_chunks[chunk] is not null || part.ContainsAnyExcept((byte)0))
                    part.CopyTo((_chunks[chunk] ??= new byte[ChunkBytes]).AsSpan(at));
                done += span;
            }
        }
    }

    public void SetLength(long length)
    {
        lock (_lock)
        {
            if (length < _length)
                CutUnderLock(length);
            ExtendUnderLock(length);
            _length = length;
        }
    }

    public void Sync()
    {
    }

    public void Dispose()
    {
    }

    private static (int Chunk, int At, int Span) Locate(long offset, int wanted)
    {
        var at = (int)(offset % ChunkBytes);
        return ((int)(offset / ChunkBytes), at, Math.Min(wanted, ChunkBytes - at));
    }

    private void ExtendUnderLock(long length)
    {
        var chunks = (int)((length + ChunkBytes - 1) / ChunkBytes);
        while (_chunks.Count < chunks)
            _chunks.Add(null);
        _length = Math.Max(_length, length);
    }

    private void CutUnderLock(long length)
    {
        var kept = (int)((length + ChunkBytes - 1) / ChunkBytes);
        _chunks.RemoveRange(kept, _chunks.Count - kept);
        var tail = (int)(length % ChunkBytes);
        if (tail != 0)
            _chunks[kept - 1]?.AsSpan(tail).Clear();
    }
}
