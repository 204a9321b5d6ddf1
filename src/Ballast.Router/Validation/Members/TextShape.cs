using System.Buffers;
using System.Collections.Immutable;

namespace Ballast.Router.Validation.Members;

/// <summary>A text.</summary>
internal abstract class TextShape : Shape
{
    public override bool IsConstrained => true;

    public abstract void Check(ref Violations violations, string value, string path);
}

/// <summary>Any text; a text in a language of its own, such as an expression, has its rules later.</summary>
internal sealed class FreeText : TextShape
{
    public override bool IsConstrained => false;

    public override void Check(ref Violations violations, string value, string path)
    {
    }
}

/// <summary>A text of so many characters.</summary>
internal sealed class LengthText(int min, int max) : TextShape
{
    public int Min => min;
    public int Max => max;

    public override void Check(ref Violations violations, string value, string path)
    {
        if (value.Length < min)
            violations.TooShort(value, path, min);
        if (value.Length > max)
            violations.TooLong(value, path, max);
    }
}

/// <summary>One of several texts, in the order in which the service lists them.</summary>
internal sealed class EnumText(params string[] values) : TextShape
{
    private readonly string _shown = string.Join(", ", values);

    public ImmutableArray<string> Values { get; } = [.. values];

    public override void Check(ref Violations violations, string value, string path)
    {
        foreach (var allowed in Values)
            if (allowed == value)
                return;
        violations.NotInEnum(value, path, _shown);
    }
}

/// <summary>The name of a table or index that is made or listed.</summary>
internal sealed class NameText : TextShape
{
    public const int CharsMin = 3, CharsMax = 255;
    public const string Pattern = "[a-zA-Z0-9_.-]+";

    private static readonly SearchValues<char> Chars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    public override void Check(ref Violations violations, string value, string path)
    {
        if (!Matches(value))
            violations.NoMatch(value, path, Pattern);
        if (value.Length < CharsMin)
            violations.TooShort(value, path, CharsMin);
        if (value.Length > CharsMax)
            violations.TooLong(value, path, CharsMax);
    }

    public static bool Matches(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Chars);
}

/// <summary>The name or ARN of a table that is there. A name that is too short is told with the table, later.</summary>
internal sealed class NameOrArnText : TextShape
{
    public const int ArnCharsMax = 1024;

    public override void Check(ref Violations violations, string value, string path)
    {
        if (value.Length == 0)
        {
            violations.TooShort(value, path, 1);
            return;
        }
        var isArn = IsArn(value);
        if (!isArn && !NameText.Matches(value))
            violations.NoMatch(value, path, NameText.Pattern);
        var max = isArn ? ArnCharsMax : NameText.CharsMax;
        if (value.Length > max)
            violations.TooLong(value, path, max);
        else if (isArn && TableArn.ProblemOf(value) is { } problem)
            violations.Stated(problem);
    }

    /// <summary>Whether a name or ARN is the key of a map as it must be. Here a name that is too short is told too.</summary>
    public static bool IsKey(string key, out string? problem)
    {
        problem = IsArn(key) && key.Length <= ArnCharsMax ? TableArn.ProblemOf(key) : null;
        return problem is null && (IsArn(key) ? key.Length <= ArnCharsMax : key.Length is >= NameText.CharsMin and <= NameText.CharsMax && NameText.Matches(key));
    }

    public static bool IsArn(string name) => name.StartsWith("arn:", StringComparison.Ordinal);
}
