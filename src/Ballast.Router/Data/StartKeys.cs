using Ballast.Foundation.Buffers;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Node.Calls;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>Exclusive start keys: from the client into the key of a row, and from a page's last row to the client.</summary>
internal static class StartKeys
{
    private static ApiError Malformed { get; } = ApiErrors.Validation("The provided starting key is invalid");

    /// <summary>Whether the key has the attributes that a start key of a query must have, each of its type.</summary>
    public static ApiError? CheckShape(KeySchema table, LocalIndex? index, DocumentView key)
    {
        var parts = new List<KeyPart> { table.Partition };
        if (table.Sort is not null)
            parts.Add(table.Sort);
        if (index is not null && !table.Contains(index.Sort.NameUtf8))
            parts.Add(index.Sort);
        if (key.Count != parts.Count)
            return Malformed;
        foreach (var part in parts)
        {
            if (!key.TryGet(part.NameUtf8, out var value))
                return Malformed;
            if (value.Tag != part.Tag)
                return ItemKeys.NoMatch;
        }
        return null;
    }

    /// <summary>Encodes the request's start key as the row to continue behind.</summary>
    public static ApiError? Encode(KeySchema table, LocalIndex? index, DocumentView key, ByteBuffer target)
    {
        if (index is null)
            return ItemKeys.EncodeKey(table, key, target) is { } wrong
                ? wrong with { Message = "The provided starting key is invalid: " + wrong.Message }
                : null;
        if (key.Count != 3 || !TryGet(key, table.Partition, out var partition) || !TryGet(key, table.Sort!, out var sort)
            || !TryGet(key, index.Sort, out var indexSort))
        {
            if (key.Count != 2 || index.Sort.Name != table.Sort!.Name || !TryGet(key, table.Partition, out partition)
                || !TryGet(key, table.Sort, out sort))
                return Malformed;
            indexSort = sort;
        }
        TreeKey.WriteIndexEntry(target, index.Space, partition, indexSort, sort);
        return null;
    }

    /// <summary>The rows' range that a query or segment covers holds the start key, or the client mixed two requests up.</summary>
    public static bool IsWithin(RangeRead range)
    {
        var key = range.Behind.Written;
        return key.SequenceCompareTo(range.Start.Written) >= 0 && (range.End.Count == 0 || key.SequenceCompareTo(range.End.Written) < 0);
    }

    /// <summary>Appends the document of the last evaluated key: the table's key attributes and the index's.</summary>
    public static void Extract(KeySchema table, LocalIndex? index, DocumentView last, DocumentBuilder target)
    {
        target.BeginDocument();
        foreach (var entry in last)
        {
            if (!table.Contains(entry.Name) && !(index?.Sort.NameUtf8.SequenceEqual(entry.Name) ?? false))
                continue;
            target.Name(entry.Name);
            target.Raw(entry.Value.Encoded);
        }
        target.EndDocument();
    }

    private static bool TryGet(DocumentView key, KeyPart part, out ValueView value) =>
        key.TryGet(part.NameUtf8, out value) && value.Tag == part.Tag && (value.Tag == ValueTag.Number || !value.AsOrderedBytes.IsEmpty);
}
