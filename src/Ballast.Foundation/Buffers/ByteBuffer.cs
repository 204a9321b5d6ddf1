using System.Buffers;

namespace Ballast.Foundation.Buffers;

/// <summary>A growing byte buffer over pooled arrays, used again and again by one owner.</summary>
/// <remarks>Not thread-safe. <see cref="Written"/> is valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</remarks>
public sealed class ByteBuffer(int initialBytes = 1024) : IBufferWriter<byte>, IDisposable
{
    // An owner that once wrote a large answer must not hold its array for ever.
    private const int KeptBytesMax = 64 * 1024;
    private byte[] _bytes = PooledBytes.Rent(initialBytes);
    private int _count;

    public int Count => _count;
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _count);

    /// <summary>What is written, open to be patched in place.</summary>
    public Span<byte> WrittenSpan => _bytes.AsSpan(0, _count);

    public void Write(ReadOnlySpan<byte> source)
    {
        source.CopyTo(GetSpan(source.Length));
        _count += source.Length;
    }

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        _count++;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public void Advance(int count)
    {
        Invariant.Holds(count >= 0 && count <= _bytes.Length - _count);
        _count += count;
    }

    /// <summary>Takes back everything past <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        Invariant.Holds(count >= 0 && count <= _count);
        _count = count;
    }

    public void Clear()
    {
        _count = 0;
        if (_bytes.Length <= KeptBytesMax)
            return;
        PooledBytes.Return(_bytes);
        _bytes = PooledBytes.Rent(initialBytes);
    }

    public void Dispose()
    {
        PooledBytes.Return(_bytes);
        _bytes = [];
        _count = 0;
    }

    private void Reserve(int more)
    {
        if (more <= _bytes.Length - _count)
            return;
        var larger = PooledBytes.Rent(Math.Max(_count + more, _bytes.Length * 2));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        PooledBytes.Return(_bytes);
        _bytes = larger;
    }
}
