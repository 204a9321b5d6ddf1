using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Router.Json;

namespace Ballast.Router.Data;

/// <summary>The ItemCollectionMetrics structure: a collection's key and the whole gigabytes between which its size lies.</summary>
internal static class CollectionMetrics
{
    private const long GigabyteBytes = 1L << 30;

    /// <param name="keyed">A document that holds the partition key attribute.</param>
    public static void Write(ref ResponseWriter writer, TableDescription table, DocumentView keyed, long bytes)
    {
        var partition = table.Schema.Key.Partition;
        keyed.TryGet(partition.NameUtf8, out var value);
        writer.BeginObject();
        writer.Name("ItemCollectionKey"u8);
        writer.BeginObject();
        writer.Name(partition.Name);
        ItemJson.Value(writer.Target, value);
        writer.EndObject();
        writer.Name("SizeEstimateRangeGB"u8);
        writer.BeginArray();
        writer.Real(bytes / GigabyteBytes);
        writer.Real(bytes / GigabyteBytes + 1);
        writer.EndArray();
        writer.EndObject();
    }
}
