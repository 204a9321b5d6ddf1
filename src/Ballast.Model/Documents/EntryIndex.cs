using System.Buffers.Binary;
using Ballast.Foundation.Buffers;

namespace Ballast.Model.Documents;

/// <summary>Where the entries of the open maps and sets of a <see cref="DocumentBuilder"/> begin, and how to put them in order.</summary>
/// <remarks>
/// One stack for all open containers: each owns the entries above its base. An entry carries the first eight bytes of what it is
/// sorted by, so that most comparisons are one of integers.
/// </remarks>
internal sealed class EntryIndex(ByteBuffer bytes) : IDisposable
{
    // A builder that once held a huge map must not hold its index for ever: 16 bytes an entry.
    private const int EntriesKeptMax = 4096;

    // Below this, insertion beats the general sort and its calls through a delegate.
    private const int InsertionEntriesMax = 32;

    private readonly ByteBuffer _scratch = new();
    private Entry[] _entries = new Entry[64];
    private Comparison<Entry>? _comparison;

    public int Count { get; private set; }

    public void Dispose() => _scratch.Dispose();

    public void Clear()
    {
        Count = 0;
        if (_entries.Length > EntriesKeptMax)
            _entries = new Entry[64];
    }

    /// <summary>
    /// Adds the entry that begins at <paramref name="start"/>, sorted by <paramref name="name"/>. Returns its order after the one
    /// before it in the same container: positive in order, zero the same name, negative out of order.
    /// </summary>
    public int Push(int start, ReadOnlySpan<byte> name, bool first)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, _entries.Length * 2);
        var prefix = PrefixOf(name);
        ref var entry = ref _entries[Count];
        entry.Prefix = prefix;
        entry.Start = start;
        Count++;
        if (first)
            return 1;
        ref var previous = ref _entries[Count - 2];
        if (previous.Prefix != prefix)
            return prefix > previous.Prefix ? 1 : -1;
        return name.SequenceCompareTo(NameAt(previous.Start));
    }

    /// <summary>Forgets the entries above <paramref name="first"/>.</summary>
    public void PopTo(int first) => Count = first;

    /// <summary>
    /// Puts the entries from <paramref name="first"/> on, which fill the buffer to its end, in order. Returns false when two have one name.
    /// </summary>
    public bool Sort(int first)
    {
        var entries = _entries.AsSpan(first, Count - first);
        var bodyStart = entries[0].Start;
        for (var i = 0; i < entries.Length; i++)
            entries[i].Length = (i + 1 < entries.Length ? entries[i + 1].Start : bytes.Count) - entries[i].Start;
        if (entries.Length <= InsertionEntriesMax)
            InsertionSort(entries);
        else
            entries.Sort(_comparison ??= (left, right) => Compare(in left, in right));

        var unique = true;
        for (var i = 1; i < entries.Length; i++)
            unique &= Compare(in entries[i - 1], in entries[i]) != 0;
        Rearrange(entries, bodyStart);
        return unique;
    }

    private void Rearrange(ReadOnlySpan<Entry> entries, int bodyStart)
    {
        _scratch.Clear();
        var source = bytes.WrittenSpan;
        var target = _scratch.GetSpan(source.Length - bodyStart);
        var written = 0;
        foreach (ref readonly var entry in entries)
        {
            source.Slice(entry.Start, entry.Length).CopyTo(target[written..]);
            written += entry.Length;
        }
        target[..written].CopyTo(source[bodyStart..]);
    }

    private void InsertionSort(Span<Entry> entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            var moving = entries[i];
            var hole = i;
            for (; hole > 0 && Compare(in entries[hole - 1], in moving) > 0; hole--)
                entries[hole] = entries[hole - 1];
            entries[hole] = moving;
        }
    }

    private int Compare(in Entry left, in Entry right) => left.Prefix != right.Prefix
        ? left.Prefix < right.Prefix ? -1 : 1
        : NameAt(left.Start).SequenceCompareTo(NameAt(right.Start));

    private ReadOnlySpan<byte> NameAt(int start)
    {
        var rest = bytes.Written[start..];
        return Wire.TakeBytes(ref rest);
    }

    // The first eight bytes, big-endian, padded with zeros.
    private static ulong PrefixOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        if (name.Length >= sizeof(uint))
        {
            // Two words that overlap; shift and mask drop what the first one already has.
            ulong high = BinaryPrimitives.ReadUInt32BigEndian(name);
            var low = (ulong)BinaryPrimitives.ReadUInt32BigEndian(name[^sizeof(uint)..]) << (8 * (sizeof(ulong) - name.Length));
            return high << 32 | low & uint.MaxValue;
        }
        ulong prefix = 0;
        for (var i = 0; i < name.Length; i++)
            prefix |= (ulong)name[i] << (56 - 8 * i);
        return prefix;
    }

    private struct Entry
    {
        public ulong Prefix;
        public int Start;
        public int Length;
    }
}
