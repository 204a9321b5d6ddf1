using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ballast.Conformance.Compatibility;

/// <summary>The place of a parameter in a request: names, [] for the first element, {} for the first value of a map.</summary>
public sealed partial class MemberPath(string text)
{
    private readonly string[] _steps = [.. Steps().Matches(text).Select(static match => match.Value)];

    public JsonNode? In(JsonNode request) => Walk(request, _steps.Length);

    public void Set(JsonNode request, JsonNode? value)
    {
        var parent = Walk(request, _steps.Length - 1)!;
        switch (_steps[^1])
        {
            case "[]":
                parent[0] = value;
                break;
            case "{}":
                parent[parent.AsObject().First().Key] = value;
                break;
            default:
                parent[_steps[^1]] = value;
                break;
        }
    }

    public void Remove(JsonNode request) => Walk(request, _steps.Length - 1)!.AsObject().Remove(_steps[^1]);

    /// <summary>As an error names it. A list in a map is told at the map.</summary>
    public string Told(JsonNode request)
    {
        var told = "";
        JsonNode? at = request;
        var steps = _steps[^1] == "{}" ? _steps.Length - 1 : _steps.Length;
        for (var i = 0; i < steps; i++)
        {
            told += _steps[i] switch
            {
                "[]" => ".1.member",
                "{}" => $".{at!.AsObject().First().Key}.member",
                var name => $"{(i == 0 ? "" : ".")}{char.ToLowerInvariant(name[0])}{name[1..]}",
            };
            at = Step(at, _steps[i]);
        }
        return told;
    }

    private JsonNode? Walk(JsonNode? at, int steps)
    {
        foreach (var step in _steps.AsSpan(0, steps))
            at = Step(at, step);
        return at;
    }

    private static JsonNode? Step(JsonNode? at, string step) => step switch
    {
        "[]" => at?.AsArray().FirstOrDefault(),
        "{}" => at?.AsObject().FirstOrDefault().Value,
        _ => at?[step],
    };

    [GeneratedRegex(@"\w+|\[\]|\{\}")]
    private static partial Regex Steps();
}
