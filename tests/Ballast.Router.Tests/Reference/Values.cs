using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Reference;

/// <summary>Attribute values as they stand in requests, {"S":"text"}, with meaning given to them the plainest way.</summary>
/// <remarks>Numbers are <see cref="decimal"/>: tests stay within its 28 digits.</remarks>
internal static class Values
{
    public static string TypeOf(JsonNode value) => value.AsObject().Single().Key;

    public static JsonNode Content(JsonNode value) => value.AsObject().Single().Value!;

    public static JsonObject Make(string type, JsonNode content) => new() { [type] = content };

    public static decimal Number(JsonNode value) => Parse((string)Content(value)!);

    public static string Text(JsonNode value) => (string)Content(value)!;

    public static string[] Elements(JsonNode set) => [.. Content(set).AsArray().Select(static element => (string)element!)];

    /// <summary>A value as the database gives it back: numbers in their plain form.</summary>
    public static JsonNode Normal(JsonNode value) => TypeOf(value) switch
    {
        "N" => Make("N", Plain(Number(value))),
        "NS" => Make("NS", new JsonArray([.. Elements(value).Select(static n => (JsonNode)Plain(Parse(n)))])),
        "L" => Make("L", new JsonArray([.. Content(value).AsArray().Select(static element => Normal(element!))])),
        "M" => Make("M", Normal(Content(value).AsObject())),
        _ => value.DeepClone(),
    };

    public static JsonObject Normal(JsonObject item) =>
        new(item.Select(static attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)Normal(attribute.Value!))));

    /// <summary>One text for all forms of one value.</summary>
    public static string Canonical(JsonNode value) => TypeOf(value) switch
    {
        "N" => "N" + Plain(Number(value)),
        "SS" or "BS" => TypeOf(value) + string.Join(',', Elements(value).Order(StringComparer.Ordinal)),
        "NS" => "NS" + string.Join(',', Elements(value).Select(static n => Plain(Parse(n))).Order(StringComparer.Ordinal)),
        "L" => "L[" + string.Join(',', Content(value).AsArray().Select(static element => Canonical(element!))) + "]",
        "M" => "M" + Canonical(Content(value).AsObject()),
        _ => TypeOf(value) + Content(value).ToJsonString(),
    };

    public static string Canonical(JsonObject? item) => item is null
        ? "(none)"
        : "{" + string.Join(',', item.OrderBy(static a => a.Key, StringComparer.Ordinal).Select(static a => a.Key + "=" + Canonical(a.Value!))) + "}";

    public static bool AreEqual(JsonNode a, JsonNode b) => Canonical(a) == Canonical(b);

    /// <summary>The order of two values of one key type.</summary>
    public static int Compare(JsonNode a, JsonNode b) =>
        TypeOf(a) == "N" ? Number(a).CompareTo(Number(b)) : Bytes(a).AsSpan().SequenceCompareTo(Bytes(b));

    public static byte[] Bytes(JsonNode value) =>
        TypeOf(value) == "B" ? Convert.FromBase64String(Text(value)) : Encoding.UTF8.GetBytes(Text(value));

    public static int SizeOf(JsonObject item) => item.Sum(static attribute => Encoding.UTF8.GetByteCount(attribute.Key) + SizeOf(attribute.Value!));

    public static int SizeOf(JsonNode value) => TypeOf(value) switch
    {
        "S" or "B" => Bytes(value).Length,
        "N" => SizeOfNumber(Number(value)),
        "BOOL" or "NULL" => 1,
        "SS" => Elements(value).Sum(Encoding.UTF8.GetByteCount),
        "NS" => Elements(value).Sum(static n => SizeOfNumber(Parse(n))),
        "BS" => Elements(value).Sum(static b => Convert.FromBase64String(b).Length),
        "L" => 3 + Content(value).AsArray().Sum(static element => 1 + SizeOf(element!)),
        _ => 3 + Content(value).AsObject().Count + SizeOf(Content(value).AsObject()),
    };

    // 1, and one for every two significant digits on each side of the point, and 1 below zero; zero is 1.
    private static int SizeOfNumber(decimal number)
    {
        if (number == 0)
            return 1;
        var text = Plain(Math.Abs(number)).Split('.');
        var whole = text.Length == 1 ? text[0].TrimEnd('0') : text[0].TrimStart('0');
        var fraction = text.Length == 1 ? "" : whole.Length == 0 ? text[1].TrimStart('0') : text[1];
        return 1 + (whole.Length + 1) / 2 + (fraction.Length + 1) / 2 + (number < 0 ? 1 : 0);
    }

    private static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Plain(decimal number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? Unsigned(text.TrimEnd('0').TrimEnd('.')) : text;
    }

    private static string Unsigned(string text) => text is "-0" or "" ? "0" : text;
}
