using System.Text;

namespace Ballast.Conformance.Infrastructure;

/// <summary>One text for each distinct value: sets and maps sorted, bytes in base64, so that two items are equal when their texts are.</summary>
public static class Canonical
{
    public static void AssertSame(Dictionary<string, AttributeValue>? expected, Dictionary<string, AttributeValue>? actual) =>
        Assert.Equal(Of(expected), Of(actual));

    public static void AssertSame(AttributeValue expected, AttributeValue actual) => Assert.Equal(Of(expected), Of(actual));

    public static string Of(Dictionary<string, AttributeValue>? item) =>
        item is null
            ? "(no item)"
            : "{" + string.Join(", ", item.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Of(pair.Value)}")) + "}";

    public static string Of(AttributeValue value)
    {
        if (value.S is not null)
            return $"S:\"{value.S}\"";
        if (value.N is not null)
            return $"N:{value.N}";
        if (value.B is not null)
            return $"B:{Base64(value.B)}";
        if (value.BOOL is not null)
            return $"BOOL:{value.BOOL}";
        if (value.NULL is not null)
            return $"NULL:{value.NULL}";
        return OfCollection(value);
    }

    private static string OfCollection(AttributeValue value)
    {
        if (value.SS is not null)
            return Set("SS", value.SS);
        if (value.NS is not null)
            return Set("NS", value.NS);
        if (value.BS is not null)
            return Set("BS", value.BS.Select(Base64));
        if (value.L is not null)
            return "[" + string.Join(", ", value.L.Select(Of)) + "]";
        return value.M is not null ? Of(value.M) : "(no type)";
    }

    private static string Set(string type, IEnumerable<string> elements) =>
        new StringBuilder(type).Append('(').AppendJoin(", ", elements.Order(StringComparer.Ordinal)).Append(')').ToString();

    private static string Base64(MemoryStream bytes) => Convert.ToBase64String(bytes.ToArray());
}
