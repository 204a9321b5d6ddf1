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
        _scratch.Clear();
        if (_entries.Length > EntriesKeptMax)
            _entries = new Entry[64];
    }

    /// <summary>
    /// Adds the entry that begins at <paramref name="start"/>, sorted by <paramref name="name"/>. Returns its order after the one
    /// before it in the same container: positive in order, zero the same name, negative out of order.
    /// </summary>
    public int Push(int start, ReadOnlySpan<byte> name, bool first)
    {
        var at = Count;
        if (at == _entries.Length)
            Array.Resize(ref _entries, at * 2);
        var entries = _entries;
        var prefix = PrefixOf(name);
        entries[at].Prefix = prefix;
        entries[at].Start = start;
        Count = at + 1;
        if (first || entries[at - 1].Prefix < prefix)
            return 1;
        return entries[at - 1].Prefix > prefix ? -1 : name.SequenceCompareTo(NameAt(entries[at - 1].Start));
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
        var unique = entries.Length <= InsertionEntriesMax ? InsertionSort(entries) : GeneralSort(entries);
        Rearrange(entries, bodyStart);
        return unique;
    }

    // Entries that stay together are copied together: an item with only its key out of place takes two copies.
    private void Rearrange(ReadOnlySpan<Entry> entries, int bodyStart)
    {
        _scratch.Clear();
        var source = bytes.WrittenSpan;
        var target = _scratch.GetSpan(source.Length - bodyStart);
        var written = 0;
        for (var i = 0; i < entries.Length;)
        {
            var start = entries[i].Start;
            var end = start;
            for (; i < entries.Length && entries[i].Start == end; i++)
                end += entries[i].Length;
            source[start..end].CopyTo(target[written..]);
            written += end - start;
        }
        target[..written].CopyTo(source[bodyStart..]);
    }

    // Both return false when two entries have one name.
    private bool InsertionSort(Span<Entry> entries)
    {
        var unique = true;
        for (var i = 1; i < entries.Length; i++)
        {
            var moving = entries[i];
            var hole = i;
            var order = 1;
            for (; hole > 0 && (order = Compare(in moving, in entries[hole - 1])) < 0; hole--)
                entries[hole] = entries[hole - 1];
            unique &= hole == 0 || order != 0;
            entries[hole] = moving;
        }
        return unique;
    }

    private bool GeneralSort(Span<Entry> entries)
    {
        entries.Sort(_comparison ??= (left, right) => Compare(in left, in right));
        for (var i = 1; i < entries.Length; i++)
        {
            if (Compare(in entries[i - 1], in entries[i]) == 0)
                return false;
        }
        return true;
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
