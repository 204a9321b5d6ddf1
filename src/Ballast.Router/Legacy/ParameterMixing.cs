using Ballast.Router.Errors;
using Ballast.Router.Requests;

namespace Ballast.Router.Legacy;

/// <summary>Expressions and the parameters from before them do not go together in one request.</summary>
internal static class ParameterMixing
{
    /// <summary>An empty list or map counts as a parameter too.</summary>
    public static ApiError? Check(DataRequest request)
    {
        if (request.Legacy is not { } legacy)
            return null;
        var expressions = ExpressionsOf(request);
        if (expressions.Count > 0)
        {
            var others = ParametersOf(legacy, request.KeyCondition is not null);
            if (others.Count > 0)
                return LegacyTexts.Mixed(string.Join(", ", others), string.Join(", ", expressions));
        }
        if (legacy.ConditionalOperator is null)
            return null;
        return legacy.Joined is not { Count: > 0 } joined ? LegacyTexts.OperatorWithoutConditions
            : joined.Count == 1 ? LegacyTexts.OperatorOfOne
            : null;
    }

    /// <summary>The expressions of an operation in which values may stand, as the service lists them where none was sent.</summary>
    public static string ValueExpressionsOf(LegacyMembers known) => known switch
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
