using System.Buffers;

namespace Ballast.Router.Validation;

/// <summary>The constraints of the API's model on single members: names, ranges and enumerations, in one place.</summary>
internal static class Constraints
{
    public const int NameCharsMin = 3, NameCharsMax = 255, ArnCharsMax = 1024;
    public const string NamePattern = "[a-zA-Z0-9_.-]+";
    public const string ReturnConsumedCapacityValues = "INDEXES, TOTAL, NONE";
    public const string ReturnItemCollectionMetricsValues = "SIZE, NONE";
    public const string ReturnValuesValues = "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW";
    public const string ReturnOnFailureValues = "ALL_OLD, NONE";
    public const string SelectValues = "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES";
    public const int SegmentMax = 999_999, TotalSegmentsMax = 1_000_000;
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>A table's name or ARN, where it is needed.</summary>
    public static void TableName(ref Violations violations, string? name, string path = "tableName")
    {
        if (name is null)
            violations.Required(path);
        else if (name.Length == 0)
            violations.TooShort(name, path, 1);
        else if (IsArn(name))
            Length(ref violations, name, path, ArnCharsMax);
        else
        {
            if (!IsNameText(name))
                violations.NoMatch(name, path, NamePattern);
            Length(ref violations, name, path, NameCharsMax);
        }
    }

    public static bool IsArn(string name) => name.StartsWith("arn:", StringComparison.Ordinal);

    private static void Length(ref Violations violations, string text, string path, int max)
    {
        if (text.Length > max)
            violations.TooLong(text, path, max);
    }

    /// <summary>The name of a table or index that is made or read.</summary>
    public static void Name(ref Violations violations, string? name, string path)
    {
        if (name is null)
        {
            violations.Required(path);
            return;
        }
        if (!IsNameText(name))
            violations.NoMatch(name, path, NamePattern);
        if (name.Length < NameCharsMin)
            violations.TooShort(name, path, NameCharsMin);
        if (name.Length > NameCharsMax)
            violations.TooLong(name, path, NameCharsMax);
    }

    public static bool IsNameText(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameChars);

    /// <summary>A member of an enumeration; absent is fine.</summary>
    public static void Enum(ref Violations violations, string? value, string path, string values)
    {
        if (value is null)
            return;
        foreach (var range in values.AsSpan().Split(", "))
            if (values.AsSpan()[range].SequenceEqual(value))
                return;
        violations.NotInEnum(value, path, values);
    }

    public static void Range(ref Violations violations, long? value, string path, long min, long max = long.MaxValue)
    {
        if (value < min)
            violations.TooLow(value.Value, path, min);
        if (value > max)
            violations.TooHigh(value.Value, path, max);
    }
}
