using Ballast.Router.Errors;
using Ballast.Router.Requests;

namespace Ballast.Router.Legacy;

/// <summary>
/// Which parameters go together in one request: expressions and the parameters from before them do not, placeholders need expressions, and
/// ConditionalOperator needs something to join.
/// </summary>
internal static class ParameterMixing
{
    /// <summary>An empty list or map counts as a parameter too.</summary>
    public static ApiError? Check(DataRequest request) => request.Legacy is { } legacy
        ? CheckMixed(request, legacy) ?? CheckPlaceholders(request) ?? CheckOperator(legacy)
        : CheckPlaceholders(request);

    private static ApiError? CheckMixed(DataRequest request, LegacyParameters legacy)
    {
        var expressions = ExpressionsOf(request);
        if (expressions.Count == 0)
            return null;
        var others = ParametersOf(legacy, request.KeyCondition is not null);
        return others.Count == 0 ? null : LegacyTexts.Mixed(string.Join(", ", others), string.Join(", ", expressions));
    }

    private static ApiError? CheckPlaceholders(DataRequest request)
    {
        var hasValueExpression =
            request.Condition is not null || request.Filter is not null || request.KeyCondition is not null || request.Update is not null;
        if (request.HasNames && !hasValueExpression && request.Projection is null)
            return LegacyTexts.NamesWithoutExpression;
        return request.HasValues && !hasValueExpression ? LegacyTexts.ValuesWithoutExpression(ValueExpressionsOf(request.Known)) : null;
    }

    private static ApiError? CheckOperator(LegacyParameters legacy)
    {
        if (legacy.ConditionalOperator is null)
            return null;
        return legacy.Joined is not { Count: > 0 } joined ? LegacyTexts.OperatorWithoutConditions
            : joined.Count == 1 ? LegacyTexts.OperatorOfOne
            : null;
    }

    // The expressions of an operation in which values may stand, as the service lists them where none was sent.
    private static string ValueExpressionsOf(LegacyMembers known) => known switch
    {
        LegacyMembers.OfUpdate => "UpdateExpression and ConditionExpression are",
        LegacyMembers.OfWrite => "ConditionExpression is",
        LegacyMembers.OfQuery => "FilterExpression and KeyConditionExpression are",
        LegacyMembers.OfScan => "FilterExpression is",
        _ => "",
    };

    private static List<string> ParametersOf(LegacyParameters legacy, bool hasKeyCondition)
    {
        var names = new List<string>();
        Add(legacy.AttributesToGet, nameof(legacy.AttributesToGet));
        Add(legacy.AttributeUpdates, nameof(legacy.AttributeUpdates));
        Add(legacy.QueryFilter, nameof(legacy.QueryFilter));
        Add(legacy.ScanFilter, nameof(legacy.ScanFilter));
        Add(legacy.Expected, nameof(legacy.Expected));
        Add(legacy.ConditionalOperator, nameof(legacy.ConditionalOperator));
        // KeyConditions may stand beside every expression but the one that says the same.
        if (hasKeyCondition)
            Add(legacy.KeyConditions, nameof(legacy.KeyConditions));
        return names;

        void Add(object? member, string name)
        {
            if (member is not null)
                names.Add(name);
        }
    }

    private static List<string> ExpressionsOf(DataRequest request)
    {
        var names = new List<string>();
        Add(request.Projection, LegacyMembers.AttributesToGet, "ProjectionExpression");
        Add(request.Filter, LegacyMembers.QueryFilter | LegacyMembers.ScanFilter, "FilterExpression");
        Add(request.KeyCondition, LegacyMembers.KeyConditions, "KeyConditionExpression");
        Add(request.Update, LegacyMembers.AttributeUpdates, "UpdateExpression");
        Add(request.Condition, LegacyMembers.Expected, "ConditionExpression");
        return names;

        // An operation has an expression where it has the parameters that it replaced.
        void Add(ReadOnlyMemory<byte>? text, LegacyMembers replaced, string name)
        {
            if (text is not null && (request.Known & replaced) != 0)
                names.Add(name);
        }
    }
}
