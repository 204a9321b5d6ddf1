using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Reference;

/// <summary>What a query or scan asks of an ordered list of rows.</summary>
internal sealed record RangeQuestion(Shape Shape, IndexShape? Index, bool Fetches, bool CountsOnly, bool Consistent, int? Limit)
{
    public Func<JsonObject, bool> Filter { get; init; } = static _ => true;
    public Func<JsonObject, JsonObject> Project { get; init; } = static item => item;
}

/// <summary>One page of an answer, by the rules of the service: items are counted and charged before the filter sees them.</summary>
internal sealed record Page(JsonArray Items, int Count, int Scanned, JsonObject? LastKey, double IndexUnits, double TableUnits, int Next)
{
    private const int BytesMax = 1024 * 1024;

    public static Page Of(RangeQuestion question, IReadOnlyList<Row> rows, int start)
    {
        var items = new JsonArray();
        int count = 0, scanned = 0, bytes = 0, at = start;
        double fetched = 0;
        JsonObject? last = null;
        var price = question.Consistent ? 1.0 : 0.5;
        while (at < rows.Count && last is null)
        {
            var row = rows[at++];
            scanned++;
            bytes += Values.SizeOf(row.Entry);
            if (question.Fetches)
                fetched += price * Steps(Values.SizeOf(row.Item));
            var seen = question.Fetches ? row.Item : row.Entry;
            if (question.Filter(seen))
            {
                count++;
                items.Add(question.Project(seen).DeepClone());
            }
            if (scanned == question.Limit || bytes >= BytesMax)
                last = question.Shape.KeyOf(row.Item, question.Index);
        }
        var units = price * Steps(bytes);
        return question.Index is null
            ? new Page(items, count, scanned, last, 0, units + fetched, at)
            : new Page(items, count, scanned, last, units, fetched, at);
    }

    private static double Steps(int bytes) => Math.Max(1, Math.Ceiling(bytes / 4096.0));
}
