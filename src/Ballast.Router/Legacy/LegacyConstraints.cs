using Ballast.Router.Validation;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Legacy;

/// <summary>The constraints on the parameters from before expressions.</summary>
internal static class LegacyConstraints
{
    /// <param name="violations">To which the broken ones are added.</param>
    /// <param name="member">One of the parameters.</param>
    /// <param name="legacy">Those that were sent.</param>
    /// <param name="path">The path of the structure that holds them, with its point.</param>
    public static void Add(ref Violations violations, Member member, LegacyParameters legacy, string path = "")
    {
        switch (member.Shape)
        {
            case ListShape list when legacy.AttributesToGet is { } names:
                list.CheckCount(ref violations, names.Count, "[]", path + member.Path);
                break;
            case TextShape text when legacy.ConditionalOperator is { } joined:
                text.Check(ref violations, joined, path + member.Path);
                break;
            case MapShape map when member.Name == nameof(LegacyParameters.AttributeUpdates):
                Updates(ref violations, map, legacy.AttributeUpdates, member.Path);
                break;
            case MapShape map:
                Conditions(ref violations, map, legacy.ConditionsOf(member.Name), member.Path);
                break;
        }
    }

    private static void Updates(ref Violations violations, MapShape shape, List<LegacyUpdate>? updates, string path)
    {
        var action = ((StructureShape)shape.Value)[nameof(LegacyUpdate.Action)];
        foreach (var update in updates ?? [])
            Entry(ref violations, action, update.Action, path, update.Attribute);
    }

    private static void Conditions(ref Violations violations, MapShape shape, List<LegacyCondition>? conditions, string path)
    {
        var comparison = ((StructureShape)shape.Value)[nameof(LegacyCondition.ComparisonOperator)];
        foreach (var condition in conditions ?? [])
            if (!condition.IsNull)
                Entry(ref violations, comparison, condition.ComparisonOperator, path, condition.Attribute);
    }

    private static void Entry(ref Violations violations, Member member, string? value, string path, string attribute)
    {
        if (value is null && !member.IsRequired)
            return;
        var full = $"{path}.{attribute}.member.{member.Path}";
        if (value is null)
            violations.Required(full);
        else
            ((TextShape)member.Shape).Check(ref violations, value, full);
    }
}
