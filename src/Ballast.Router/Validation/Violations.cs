using System.Text;

using Ballast.Router.Errors;

namespace Ballast.Router.Validation;

/// <summary>Broken constraints of the API's model, collected so that one answer names them all.</summary>
internal struct Violations
{
    /// <summary>The service stops counting there.</summary>
    public const int CountMax = 10;

    private List<string>? _texts;

    private void Add(string text)
    {
        _texts ??= [];
        if (_texts.Count < CountMax)
            _texts.Add(text);
    }

    /// <param name="value">The value as the service would show it; null for a member that is missing.</param>
    /// <param name="path">The member, in lower camel case.</param>
    /// <param name="constraint">What it must be.</param>
    private void Add(string? value, string path, string constraint) =>
        Add($"Value {(value is null ? "null" : $"'{ShownText.Of(value)}'")} at '{path}' failed to satisfy constraint: {constraint}");

    public void Required(string path) => Add(null, path, "Member must not be null");

    public void NotInEnum(string value, string path, string members) => Add(value, path, $"Member must satisfy enum value set: [{members}]");

    public void TooLow(long value, string path, long min) => Add(Text(value), path, $"Member must have value greater than or equal to {min}");

    public void TooHigh(long value, string path, long max) => Add(Text(value), path, $"Member must have value less than or equal to {max}");

    public void TooShort(string value, string path, int min) => Add(value, path, $"Member must have length greater than or equal to {min}");

    public void TooLong(string value, string path, int max) => Add(value, path, $"Member must have length less than or equal to {max}");

    public void NoMatch(string value, string path, string pattern) => Add(value, path, $"Member must satisfy regular expression pattern: {pattern}");

    /// <summary>A constraint with words of its own.</summary>
    public void Stated(string text) => Add(text);

    /// <summary>A key of a map that must be a table's name; told at the map.</summary>
    public void WrongKeyInMap(string key, string path, int min, int max, string pattern) => Add($"{{{key}=...}}", path,
        $"Map keys must satisfy constraint: [Member must have length less than or equal to {max}, Member must have length greater than or equal to {min}, Member must satisfy regular expression pattern: {pattern}]");

    /// <summary>A list in a map; told at the map.</summary>
    public void WrongLengthInMap(string value, string path, int min, int max) => Add(value, path,
        $"Map value must satisfy constraint: [Member must have length less than or equal to {max}, Member must have length greater than or equal to {min}]");

    public readonly bool IsEmpty => _texts is null;

    /// <summary>Nothing more will be told.</summary>
    public readonly bool IsFull => _texts is { Count: CountMax };

    /// <summary>Null when nothing is broken.</summary>
    public readonly ApiError? ToError()
    {
        if (_texts is null)
            return null;
        var text = new StringBuilder();
        text.Append(_texts.Count).Append(_texts.Count == 1 ? " validation error detected: " : " validation errors detected: ");
        return ApiErrors.Validation(text.AppendJoin("; ", _texts).ToString());
    }

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
