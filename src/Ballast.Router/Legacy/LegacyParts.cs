using Ballast.Model.Expressions;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Legacy;

/// <summary>Translates the parameters from before expressions into what expressions are parsed into; no later stage can tell the difference.</summary>
internal static class LegacyParts
{
    /// <summary>All but KeyConditions.</summary>
    public static ApiError? Take(DataContext context) => context.Request.Legacy is { } legacy
        ? Update(context, legacy) ?? Expected(context, legacy) ?? QueryFilter(context, legacy) ?? Projection(context, legacy) ?? ScanFilter(context, legacy)
        : null;

    /// <summary>KeyConditions, of which the key schema is not known yet.</summary>
    public static ApiError? KeyConditions(DataContext context)
    {
        if (context.Request.Legacy?.KeyConditions is not { } conditions)
            return null;
        var error = LegacyConditions.Read(conditions, out var tests);
        context.KeyTests = tests;
        return error ?? (tests.Count is 1 or 2 ? null : LegacyTexts.KeyConditionCount);
    }

    private static ApiError? Update(DataContext context, LegacyParameters legacy)
    {
        if (legacy.AttributeUpdates is not { } updates)
            return null;
        var error = LegacyUpdates.Read(updates, out var changes);
        if (error is null && changes.Count > 0)
            context.Update = UpdateExpression.OfChanges(changes);
        return error;
    }

    private static ApiError? Expected(DataContext context, LegacyParameters legacy)
    {
        if (legacy.Expected is not { } conditions)
            return null;
        var error = LegacyConditions.ReadExpected(conditions, out var tests);
        if (error is null && tests.Count > 0)
            context.Condition = ConditionExpression.OfTests(tests, legacy.IsAny);
        return error;
    }

    private static ApiError? QueryFilter(DataContext context, LegacyParameters legacy) => Filter(context, legacy.QueryFilter, legacy.IsAny);

    private static ApiError? ScanFilter(DataContext context, LegacyParameters legacy) => Filter(context, legacy.ScanFilter, legacy.IsAny);

    private static ApiError? Filter(DataContext context, List<LegacyCondition>? conditions, bool any)
    {
        if (conditions is null)
            return null;
        var error = LegacyConditions.Read(conditions, out var tests);
        if (error is null && tests.Count > 0)
            context.Filter = ConditionExpression.OfTests(tests, any);
        return error;
    }

    private static ApiError? Projection(DataContext context, LegacyParameters legacy)
    {
        if (legacy.AttributesToGet is not { } names)
            return null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (name.Length == 0)
                return ValueTexts.EmptyAttributeName;
            if (!seen.Add(name))
                return LegacyTexts.DuplicateName(name);
        }
        context.Projection = ProjectionExpression.OfAttributes(names);
        return null;
    }
}
