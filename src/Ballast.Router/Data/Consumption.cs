using Ballast.Metadata.Tables;
using Ballast.Model.Sizes;
using Ballast.Router.Json;

namespace Ballast.Router.Data;

/// <summary>Capacity that a request took of one table: of the table itself and of its local indexes.</summary>
/// <param name="table">The table.</param>
/// <param name="named">As the request names it: by its name or its ARN.</param>
internal sealed class Consumption(TableDescription table, string named)
{
    private readonly CapacityUnits[] _indexes = new CapacityUnits[Model.Keys.KeySpaces.LocalIndexesMax];
    private CapacityUnits _table;

    public void AddTable(CapacityUnits units) => _table += units;

    public void AddIndex(LocalIndex index, CapacityUnits units) => _indexes[index.Ordinal] += units;

    /// <summary>The ConsumedCapacity structure.</summary>
    public void Write(ref ResponseWriter writer, bool withIndexes)
    {
        var total = _table;
        foreach (var units in _indexes)
            total += units;
        writer.BeginObject();
        writer.StringMember("TableName"u8, named);
        Units(ref writer, total);
        if (withIndexes)
            WriteParts(ref writer);
        writer.EndObject();
    }

    private void WriteParts(ref ResponseWriter writer)
    {
        writer.Name("Table"u8);
        writer.BeginObject();
        Units(ref writer, _table);
        writer.EndObject();
        if (_indexes.AsSpan().IndexOfAnyExcept(CapacityUnits.None) < 0)
            return;
        writer.Name("LocalSecondaryIndexes"u8);
        writer.BeginObject();
        foreach (var index in table.Schema.LocalIndexes)
        {
            if (_indexes[index.Ordinal] == CapacityUnits.None)
                continue;
            writer.Name(index.Name);
            writer.BeginObject();
            Units(ref writer, _indexes[index.Ordinal]);
            writer.EndObject();
        }
        writer.EndObject();
    }

    private static void Units(ref ResponseWriter writer, CapacityUnits units)
    {
        writer.Name("CapacityUnits"u8);
        writer.Real(units.Value);
    }
}
