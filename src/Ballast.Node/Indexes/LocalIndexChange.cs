using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;

namespace Ballast.Node.Indexes;

/// <summary>How one write changes one local index: the entry before, the entry after, and what that costs.</summary>
/// <remarks>Reused by its owner.</remarks>
internal sealed class LocalIndexChange
{
    public LocalIndexEntry Before { get; } = new();
    public LocalIndexEntry After { get; } = new();

    public void Derive(LocalIndex index, KeySchema table, DocumentView before, DocumentView after)
    {
        Before.Derive(index, table, before);
        After.Derive(index, table, after);
    }

    public bool KeyChanged => Before.Exists && After.Exists && !Before.Key.Written.SequenceEqual(After.Key.Written);

    public bool ContentChanged => Before.Exists && After.Exists && !Before.Document.SequenceEqual(After.Document);

    /// <summary>Write units: an entry added or removed costs its size, a new key costs both, a new projection the larger, else nothing.</summary>
    public int WriteUnits
    {
        get
        {
            if (!Before.Exists && !After.Exists)
                return 0;
            if (KeyChanged)
                return Units(Before.Bytes) + Units(After.Bytes);
            if (Before.Exists && After.Exists && !ContentChanged)
                return 0;
            return Units(Math.Max(Before.Bytes, After.Bytes));
        }
    }

    public int BytesGrown => After.Bytes - Before.Bytes;

    private static int Units(int bytes) => (int)(Model.Sizes.WriteUnits.Of(bytes, bytes).Halves / 2);
}
