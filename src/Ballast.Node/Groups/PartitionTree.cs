using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Records;
using Ballast.Storage.Trees;

namespace Ballast.Node.Groups;

/// <summary>What every partition's tree holds of the partition itself: its schema, in the key space before the items.</summary>
internal static class PartitionTree
{
    private static ReadOnlySpan<byte> SchemaKey => [0, (byte)'s'];

    public static void PutSchema(BTree tree, ReadOnlySpan<byte> schema, Slot slot) => tree.Put(SchemaKey, schema, slot);

    /// <summary>Null when the tree has none yet: it was created, and its first record was not applied before a checkpoint.</summary>
    public static PartitionSchema? ReadSchema(BTree tree)
    {
        using var large = new ByteBuffer(0);
        if (!tree.TryGet(SchemaKey, large, out var bytes))
            return null;
        return SchemaRecord.Read(bytes) ?? throw new NodeFormatException("A partition's schema was written by a newer release, or is damaged.");
    }
}
