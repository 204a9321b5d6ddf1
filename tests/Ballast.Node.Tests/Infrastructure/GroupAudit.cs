using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;

namespace Ballast.Node.Tests.Infrastructure;

/// <summary>Reads a group through its public calls and checks that everything derived agrees with the items.</summary>
internal static class GroupAudit
{
    /// <summary>The group's items by key.</summary>
    public static Dictionary<string, ModelItem> Check(NodeWorld world, GroupId group, PartitionSchema schema)
    {
        var items = ReadItems(world, group);
        var figures = world.Describe(group);
        Assert.NotNull(figures);
        Assert.Equal(items.Count, figures.Items);
        Assert.Equal(items.Values.Sum(static item => item.Bytes), figures.Bytes);
        if (!schema.HasLocalIndexes)
            return items;
        CheckIndex(world, group, figures, schema.LocalIndexes[0], items, static item => item.AlphaEntry);
        CheckIndex(world, group, figures, schema.LocalIndexes[1], items, static item => item.BetaEntry);
        foreach (var partition in items.Values.Select(static item => item.Partition).Append("nobody").Distinct())
            CheckCollection(world, group, partition, items);
        return items;
    }

    public static Dictionary<string, ModelItem> ReadItems(NodeWorld world, GroupId group)
    {
        var range = Schemas.Range();
        Assert.Equal(CallOutcome.Done, world.Run(group, range));
        Assert.False(range.HasMore);
        var backwards = Schemas.Range(descending: true);
        Assert.Equal(CallOutcome.Done, world.Run(group, backwards));
        var documents = Schemas.DocumentsOf(range);
        Assert.Equal(documents, Schemas.DocumentsOf(backwards).AsEnumerable().Reverse());
        var items = documents.Select(static hex => Schemas.ItemOf(Convert.FromHexString(hex))).ToList();
        foreach (var item in items)
        {
            var read = Schemas.Read(item);
            Assert.Equal(CallOutcome.Done, world.Run(group, read));
            Assert.True(read.Found && Schemas.ItemOf(read.Document.Written) == item);
        }
        return items.ToDictionary(static item => item.Key);
    }

    private static void CheckIndex(
        NodeWorld world, GroupId group, PartitionFigures figures, LocalIndex index, Dictionary<string, ModelItem> items, Func<ModelItem, byte[]?> entryOf)
    {
        var indexed = items.Values.Where(item => entryOf(item) is not null).ToList();
        Assert.Equal(indexed.Count, figures.IndexEntries[index.Ordinal]);
        Assert.Equal(indexed.Sum(item => ModelItem.BytesOf(entryOf(item))), figures.IndexBytes[index.Ordinal]);
        var entries = Schemas.Range(index);
        Assert.Equal(CallOutcome.Done, world.Run(group, entries));
        Assert.Equal(Sorted(indexed.Select(item => Convert.ToHexString(entryOf(item)!))), Sorted(Schemas.DocumentsOf(entries)));
        var whole = Schemas.Range(index, wholeItems: true);
        Assert.Equal(CallOutcome.Done, world.Run(group, whole));
        Assert.Equal(Sorted(indexed.Select(static item => Convert.ToHexString(item.Document))), Sorted(Schemas.DocumentsOf(whole)));
    }

    // Deleting what is not there changes nothing, and answers with the size of the collection.
    private static void CheckCollection(NodeWorld world, GroupId group, string partition, Dictionary<string, ModelItem> items)
    {
        ItemWrite? probe = null;
        var outcome = world.RunPatiently(group, () => probe = Schemas.Write(WriteKind.Delete, new ModelItem(partition, "no such item", 0)));
        Assert.Equal(CallOutcome.Done, outcome);
        var bytes = items.Values.Where(item => item.Partition == partition).Sum(static item => item.Bytes + item.EntryBytes);
        Assert.Equal(bytes, probe!.CollectionBytes);
    }

    private static List<string> Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];
}
