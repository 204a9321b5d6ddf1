using System.Buffers.Binary;

using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Sizes;
using Ballast.Router.Http;
using Ballast.Router.Json;

namespace Ballast.Router.Data;

/// <summary>Writes the answer of a query or scan from the page that was read.</summary>
internal static class RangeAnswer
{
    public static void Write(DataContext context, LocalIndex? index, ApiCall call)
    {
        var page = context.Range;
        var writer = new ResponseWriter(call.Response);
        writer.BeginObject();
        if (!page.CountOnly)
            WriteItems(context, ref writer);
        writer.NumberMember("Count"u8, page.Matched);
        writer.NumberMember("ScannedCount"u8, page.Evaluated);
        if (page.HasMore)
            WriteLastKey(context, index, ref writer);
        if (ReturnOptions.Consumed(context.Request.ReturnConsumedCapacity) is var wanted and not ReturnConsumed.None)
        {
            writer.Name("ConsumedCapacity"u8);
            CostOf(context, index).Write(ref writer, wanted == ReturnConsumed.Indexes);
        }
        writer.EndObject();
    }

    private static void WriteItems(DataContext context, ref ResponseWriter writer)
    {
        writer.Name("Items"u8);
        writer.BeginArray();
        for (var rest = context.Range.Documents.Written; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            writer.Document(Projected(context, rest.Slice(sizeof(int), length)));
            rest = rest[(sizeof(int) + length)..];
        }
        writer.EndArray();
    }

    private static ReadOnlySpan<byte> Projected(DataContext context, ReadOnlySpan<byte> document)
    {
        if (context.Projection is null)
            return document;
        context.Projected.Reset();
        context.Projection.Apply(new DocumentView(document), context.Projected);
        return context.Projected.Written;
    }

    private static void WriteLastKey(DataContext context, LocalIndex? index, ref ResponseWriter writer)
    {
        context.Projected.Reset();
        StartKeys.Extract(context.Table.Schema.Key, index, new DocumentView(context.Range.LastDocument.Written), context.Projected);
        writer.Name("LastEvaluatedKey"u8);
        writer.Document(context.Projected.Written);
    }

    // What was evaluated is rounded up once; items fetched from the table by an index round up one by one.
    private static Consumption CostOf(DataContext context, LocalIndex? index)
    {
        var page = context.Range;
        var consistency = context.Request.ConsistentRead == true ? ReadConsistency.Strong : ReadConsistency.Eventual;
        var consumption = new Consumption(context.Table, context.Request.TableName!);
        var evaluated = ReadUnits.Of(page.EvaluatedBytes, consistency);
        if (index is null)
            consumption.AddTable(evaluated);
        else
            consumption.AddIndex(index, evaluated);
        consumption.AddTable(new CapacityUnits(page.FetchedUnits * (int)consistency));
        return consumption;
    }
}
