using System.Text.Json.Nodes;

namespace Ballast.Conformance.Compatibility;

/// <summary>A value for a parameter, and what is said of it; nothing for a value that its constraint allows.</summary>
public sealed record Probe(JsonNode? Value, string? Words);

/// <summary>Values at the edges of a constraint, and one past each.</summary>
public static class Probes
{
    private const string WrongPattern = "no name";

    /// <param name="constraint">As the row states it.</param>
    /// <param name="right">A right value of the parameter.</param>
    public static IEnumerable<Probe> Of(string constraint, JsonNode right)
    {
        var (kind, rest) = (constraint.Split(' ')[0], constraint[(constraint.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "required" => [new Probe(null, "Member must not be null")],
            "pattern" => [new Probe(WrongPattern, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"), new Probe("Az09_.-", null)],
            "one" => [.. rest["of ".Length..].Split(", ").Select(static value => new Probe(value, null)), new Probe("NEVER", "Member must satisfy enum value set: [")],
            "range" => Around(Bounds.Parse(rest), "value", static number => JsonValue.Create(number)),
            "length" => Around(Bounds.Parse(rest), "length", static chars => new string('a', (int)chars)),
            "ARN" => Around(Bounds.Parse(rest["length ".Length..]), "length", static chars => "arn:" + new string('a', (int)chars - "arn:".Length)),
            "elements" => Around(Bounds.Parse(rest), "length", count => Repeated(right, (int)count)),
            _ => throw new ArgumentException($"A row has the constraint '{constraint}', which has no probe."),
        };
    }

    private static IEnumerable<Probe> Around(Bounds bounds, string what, Func<long, JsonNode> make)
    {
        if (bounds.Min is { } min)
        {
            yield return new Probe(make(min), null);
            if (min > 0 || what == "value")
                yield return new Probe(make(min - 1), $"Member must have {what} greater than or equal to {min}");
        }
        if (bounds.Max is { } max)
        {
            yield return new Probe(make(max), null);
            yield return new Probe(make(max + 1), $"Member must have {what} less than or equal to {max}");
        }
    }

    private static JsonNode Repeated(JsonNode right, int count) => right is JsonArray list
        ? new JsonArray([.. Enumerable.Range(0, count).Select(_ => list[0]!.DeepClone())])
        : new JsonObject(Enumerable.Range(0, count).Select(number =>
            KeyValuePair.Create($"table-{number}", (JsonNode?)right.AsObject().First().Value!.DeepClone())));
}
