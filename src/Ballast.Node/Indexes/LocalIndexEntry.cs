using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Model.Sizes;

namespace Ballast.Node.Indexes;

/// <summary>What one local index holds of one item: nothing, or a key and a projected document.</summary>
/// <remarks>Reused. A function of item, index and key schema alone, so that every replica derives the same entry.</remarks>
internal sealed class LocalIndexEntry
{
    private readonly DocumentBuilder _projected = new();

    public bool Exists { get; private set; }
    public ByteBuffer Key { get; } = new(256);
    public ReadOnlySpan<byte> Document => _projected.Written;

    /// <summary>Its size as the service counts it, in bytes; 0 when there is none.</summary>
    public int Bytes { get; private set; }

    /// <summary>Derives the entry of <paramref name="item"/>, which may be absent.</summary>
    public void Derive(LocalIndex index, KeySchema table, DocumentView item)
    {
        Key.Clear();
        _projected.Reset();
        Bytes = 0;
        Exists = !item.IsAbsent && item.TryGet(index.Sort.NameUtf8, out var sort) && sort.Tag == index.Sort.Tag;
        if (!Exists)
            return;
        WriteKey(index, table, item);
        Project(index, table, item);
        Bytes = ItemSize.Of(new DocumentView(_projected.Written));
    }

    private void WriteKey(LocalIndex index, KeySchema table, DocumentView item)
    {
        Invariant.Holds(table.Sort is not null);
        item.TryGet(table.Partition.NameUtf8, out var partition);
        item.TryGet(index.Sort.NameUtf8, out var indexSort);
        item.TryGet(table.Sort.NameUtf8, out var tableSort);
        TreeKey.WriteIndexEntry(Key, index.Space, partition, indexSort, tableSort);
    }

    private void Project(LocalIndex index, KeySchema table, DocumentView item)
    {
        if (index.Projection.Kind == ProjectionKind.All)
        {
            _projected.RawDocument(item.Encoded);
            return;
        }
        _projected.BeginDocument();
        foreach (var entry in item)
        {
            if (!table.Contains(entry.Name) && !index.Sort.NameUtf8.SequenceEqual(entry.Name) && !index.Projection.Includes(entry.Name))
                continue;
            _projected.Name(entry.Name);
            _projected.Raw(entry.Value.Encoded);
        }
        _projected.EndDocument();
    }
}
