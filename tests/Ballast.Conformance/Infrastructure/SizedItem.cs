namespace Ballast.Conformance.Infrastructure;

/// <summary>Items of a chosen size: names and values together, as the service counts them.</summary>
public static class SizedItem
{
    /// <summary>400 KB, names and values together.</summary>
    public const int BytesMax = 400 * 1024;

    /// <summary>An item with the given key whose attribute <c>body</c> fills it up to exactly <paramref name="bytes"/>.</summary>
    public static Dictionary<string, AttributeValue> Of(int bytes, params (string Name, AttributeValue Value)[] attributes)
    {
        var item = Item(attributes);
        item["body"] = S(new string('x', bytes - "body".Length - BytesOf(attributes)));
        return item;
    }

    private static int BytesOf((string Name, AttributeValue Value)[] attributes) =>
        attributes.Sum(attribute => attribute.Name.Length + BytesOf(attribute.Value));

    // One digit, or a pair of digits, takes one byte beside the one that every non-zero number begins with.
    private static int BytesOf(AttributeValue value) =>
        value.S?.Length ?? (value.N == "0" ? 1 : 1 + ((value.N.TrimEnd('0').Length + 1) / 2));
}
