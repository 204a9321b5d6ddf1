using System.Text;

using Ballast.Metadata.Tables;
using Ballast.Model.Keys;
using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;

namespace Ballast.Router.Data;

/// <summary>Which attributes a query or scan returns, and which combinations of members make no sense.</summary>
internal static class SelectRules
{
    public const string Count = "COUNT";
    private const string AllAttributes = "ALL_ATTRIBUTES", AllProjected = "ALL_PROJECTED_ATTRIBUTES", Specific = "SPECIFIC_ATTRIBUTES";

    public static ApiError? CheckMembers(DataRequest request)
    {
        var hasNames = request.Legacy?.AttributesToGet is not null;
        if ((request.Projection is not null || hasNames) && request.Select is not (null or Specific))
            return Refuse(request,
                $"Cannot specify the {(hasNames ? "AttributesToGet" : "ProjectionExpression")} when choosing to get {(request.Select == Count ? "only the Count" : request.Select)}");
        if (request.Projection is null && !hasNames && request.Select == Specific)
            return Refuse(request, "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
        return request.IndexName is null && request.Select == AllProjected
            ? Refuse(request, "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
            : null;
    }

    /// <summary>An index without an attribute that is asked for sends the reader to the table, item by item.</summary>
    public static bool NeedsWholeItems(DataContext context, TableDescription table, LocalIndex index)
    {
        if (index.Projection.Kind == ProjectionKind.All)
            return false;
        if (context.Request.Select == AllAttributes)
            return true;
        return context.Projection is not null && !context.Projection.MentionsOnly(name => Holds(table.Schema.Key, index, name.Span));
    }

    /// <summary>What a key condition can say may not stand in a query's filter.</summary>
    public static ApiError? CheckFilterKeys(bool isQuery, DataContext context, TableDescription table, LocalIndex? index)
    {
        if (!isQuery || context.Filter is null)
            return null;
        var partition = table.Schema.Key.Partition;
        var sort = index?.Sort ?? table.Schema.Key.Sort;
        var wrong = context.Filter.Mentions(partition.NameUtf8) ? partition : sort is not null && context.Filter.Mentions(sort.NameUtf8) ? sort : null;
        return wrong is null
            ? null
            : ApiErrors.Validation($"{(context.Request.Filter is null ? "QueryFilter" : "Filter Expression")} can only contain non-primary key attributes: Primary key attribute: {wrong.Name}");
    }

    /// <summary>A query of an index may filter by nothing that the index does not hold, whatever it returns. A scan may: it finds nothing there.</summary>
    public static ApiError? CheckFilterProjection(bool isQuery, DataContext context, TableDescription table, LocalIndex? index)
    {
        if (!isQuery || context.Filter is null || index is null || index.Projection.Kind == ProjectionKind.All)
            return null;
        var absent = context.Filter.Attributes.Where(name => !Holds(table.Schema.Key, index, Encoding.UTF8.GetBytes(name))).ToList();
        return absent.Count == 0
            ? null
            : ApiErrors.Validation(
                $"One or more parameter values were invalid: Secondary index {index.Name} does not project one or more filter attributes: [{string.Join(", ", absent)}]");
    }

    // Of a query the service tells these as it tells broken constraints, of a scan plainly.
    private static ApiError Refuse(DataRequest request, string text) =>
        ApiErrors.Validation(request.Known == LegacyMembers.OfQuery ? "1 validation error detected: " + text : text);

    private static bool Holds(KeySchema table, LocalIndex index, ReadOnlySpan<byte> name) =>
        table.Contains(name) || index.Sort.NameUtf8.SequenceEqual(name) || index.Projection.Includes(name);
}
