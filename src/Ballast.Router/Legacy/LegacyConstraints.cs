using Ballast.Router.Validation;

namespace Ballast.Router.Legacy;

/// <summary>The constraints of the API's model on the parameters from before expressions.</summary>
internal static class LegacyConstraints
{
    private const string ComparisonOperatorValues =
        "IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS";
    private const string ConditionalOperatorValues = "OR, AND";
    private const string ActionValues = "ADD, DELETE, PUT";

    /// <param name="violations">To which the broken ones are added.</param>
    /// <param name="legacy">Null where there are no such parameters.</param>
    /// <param name="path">The path of the structure that holds them, with its point.</param>
    public static void Add(ref Violations violations, LegacyParameters? legacy, string path = "")
    {
        if (legacy is null)
            return;
        if (legacy.AttributesToGet is { Count: 0 })
            violations.TooShort("[]", path + "attributesToGet", 1);
        Constraints.Enum(ref violations, legacy.ConditionalOperator, "conditionalOperator", ConditionalOperatorValues);
        Conditions(ref violations, legacy.Expected, "expected", false);
        Conditions(ref violations, legacy.QueryFilter, "queryFilter", true);
        Conditions(ref violations, legacy.ScanFilter, "scanFilter", true);
        Conditions(ref violations, legacy.KeyConditions, "keyConditions", true);
        foreach (var update in legacy.AttributeUpdates ?? [])
            if (update.Action is not null)
                Constraints.Enum(ref violations, update.Action, $"attributeUpdates.{update.Attribute}.member.action", ActionValues);
    }

    private static void Conditions(ref Violations violations, List<LegacyCondition>? conditions, string member, bool required)
    {
        foreach (var condition in conditions ?? [])
        {
            var path = $"{member}.{condition.Attribute}.member.comparisonOperator";
            if (condition.ComparisonOperator is { } comparison)
                Constraints.Enum(ref violations, comparison, path, ComparisonOperatorValues);
            else if (required && !condition.IsNull)
                violations.Required(path);
        }
    }
}
