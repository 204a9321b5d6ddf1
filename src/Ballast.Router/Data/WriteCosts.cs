using Ballast.Metadata.Tables;
using Ballast.Model.Sizes;
using Ballast.Node.Calls;

namespace Ballast.Router.Data;

/// <summary>What a write of one item costs: the larger image for the table, and each index entry that it touched.</summary>
internal static class WriteCosts
{
    public static void Add(Consumption consumption, TableDescription table, ItemWrite write)
    {
        consumption.AddTable(WriteUnits.Of(write.OldBytes, write.NewBytes));
        foreach (var index in table.Schema.LocalIndexes)
            consumption.AddIndex(index, CapacityUnits.OfWhole(write.IndexWriteUnits[index.Ordinal]));
    }
}
