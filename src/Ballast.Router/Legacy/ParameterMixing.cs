using Ballast.Router.Errors;
using Ballast.Router.Requests;

namespace Ballast.Router.Legacy;

/// <summary>
/// Which parameters go together in one request: expressions and the parameters from before them do not, placeholders need expressions, and
/// ConditionalOperator needs something to join.
/// </summary>
internal static class ParameterMixing
{
    private const string Suffix = "Expression";

    /// <summary>An empty list or map counts as a parameter too.</summary>
    /// <param name="request">The request; what its operation does not have does not count.</param>
    /// <param name="known">The expressions that the operation has.</param>
    public static ApiError? Check(DataRequest request, ExpressionMembers known) => request.Legacy is { } legacy
        ? CheckMixed(request, legacy, known) ?? CheckPlaceholders(request, known) ?? CheckOperator(legacy)
        : CheckPlaceholders(request, known);

    private static ApiError? CheckMixed(DataRequest request, LegacyParameters legacy, ExpressionMembers known)
    {
        var sent = request.Expressions & known;
        if (sent == ExpressionMembers.None)
            return null;
        var others = ParametersOf(legacy, (sent & ExpressionMembers.KeyCondition) != 0);
        return others.Count == 0 ? null : LegacyTexts.Mixed(string.Join(", ", others), string.Join(", ", ExpressionsOf(sent)));
    }

    private static ApiError? CheckPlaceholders(DataRequest request, ExpressionMembers known)
    {
        var sent = request.Expressions & known;
        if (request.HasNames && sent == ExpressionMembers.None)
            return LegacyTexts.NamesWithoutExpression;
        var withValues = known & ExpressionMembers.WithValues;
        return request.HasValues && withValues != ExpressionMembers.None && (sent & withValues) == ExpressionMembers.None
            ? LegacyTexts.ValuesWithoutExpression(AreNull(withValues))
            : null;
    }

    private static ApiError? CheckOperator(LegacyParameters legacy)
    {
        if (legacy.ConditionalOperator is null)
            return null;
        return legacy.Joined is not { Count: > 0 } joined ? LegacyTexts.OperatorWithoutConditions
            : joined.Count == 1 ? LegacyTexts.OperatorOfOne
            : null;
    }

    // "UpdateExpression and ConditionExpression are null": in the order of the flags.
    private static string AreNull(ExpressionMembers members)
    {
        var names = new List<string>();
        foreach (var member in (ReadOnlySpan<ExpressionMembers>)
            [ExpressionMembers.Update, ExpressionMembers.Filter, ExpressionMembers.Condition, ExpressionMembers.KeyCondition])
            if ((members & member) != 0)
                names.Add(member + Suffix);
        return $"{string.Join(" and ", names)} {(names.Count == 1 ? "is" : "are")} null";
    }

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

    // In the order in which the service lists them, which is another.
    private static List<string> ExpressionsOf(ExpressionMembers sent)
    {
        var names = new List<string>();
        foreach (var member in (ReadOnlySpan<ExpressionMembers>)
            [ExpressionMembers.Projection, ExpressionMembers.Filter, ExpressionMembers.KeyCondition, ExpressionMembers.Update, ExpressionMembers.Condition])
            if ((sent & member) != 0)
                names.Add(member + Suffix);
        return names;
    }
}
