using System.Diagnostics.CodeAnalysis;

using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>Query: items of one item collection, in the order of the sort key.</summary>
internal sealed class Query(DataPlane data) : RangeOperation(data)
{
    public override string Name => "Query";

    protected override LegacyMembers Known => LegacyMembers.OfQuery;

    protected override void Constrain(DataRequest request, ref Violations violations)
    {
    }

    protected override ApiError? CheckMembers(DataRequest request)
    {
        if (request.Legacy?.KeyConditions is null && request.KeyCondition is null)
            return ApiErrors.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        return null;
    }

    protected override ApiError? FillRange(DataContext context, LocalIndex? index)
    {
        var request = context.Request;
        var schema = index is null ? context.Table.Schema.Key : context.Table.Schema.Key with { Sort = index.Sort };
        if (!TryReadKeys(context, schema, out var condition, out var error))
            return ApiErrors.Validation(error.Message);
        if (HasEmptyKey(condition, schema) is { } empty)
            return empty;
        var range = context.Range;
        range.Descending = request.ScanIndexForward == false;
        var rows = condition.Range(index?.Space ?? KeySpace.Items);
        if (condition.Operator == SortOperator.Between && rows.IsEmpty)
            return ApiErrors.Validation(
                "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound");
        range.Start.Write(rows.Start.Span);
        range.End.Write(rows.End.Span);
        if (!request.HasStartKey)
            return null;
        if (StartKeys.Encode(context.Table.Schema.Key, index, new DocumentView(request.StartKey.Written), range.Behind) is { } malformed)
            return malformed;
        return StartKeys.IsWithin(range)
            ? null
            : ApiErrors.Validation("The provided starting key is outside query boundaries based on provided conditions");
    }

    private static bool TryReadKeys(
        DataContext context, KeySchema schema, [NotNullWhen(true)] out KeyCondition? condition, [NotNullWhen(false)] out ExpressionError? error) =>
        context.KeyTests is { } tests
            ? KeyTests.TryMatch(tests, schema, out condition, out error)
            : KeyConditionExpression.TryParse(context.Request.KeyCondition!.Value, context.Placeholders, schema, out condition, out error);

    // begins_with may ask for every string; no key is empty.
    private static ApiError? HasEmptyKey(KeyCondition condition, KeySchema schema)
    {
        if (IsEmpty(condition.Partition))
            return ItemKeys.EmptyKey(schema.Partition);
        if (condition.Operator is SortOperator.None or SortOperator.BeginsWith)
            return null;
        return IsEmpty(condition.Low) || (condition.Operator == SortOperator.Between && IsEmpty(condition.High)) ? ItemKeys.EmptyKey(schema.Sort!) : null;
    }

    private static bool IsEmpty(ReadOnlyMemory<byte> operand)
    {
        var value = new ValueView(operand.Span);
        return value.Tag != ValueTag.Number && value.AsOrderedBytes.IsEmpty;
    }
}
