namespace Ballast.Conformance.Infrastructure;

/// <summary>Short spellings of attribute values and items, for use with <c>using static</c>.</summary>
public static class Attributes
{
    public static AttributeValue Null => new() { NULL = true };

    public static AttributeValue S(string value) => new() { S = value };

    public static AttributeValue N(string value) => new() { N = value };

    public static AttributeValue N(long value) => N(value.ToString());

    public static AttributeValue B(params byte[] value) => new() { B = new MemoryStream(value) };

    public static AttributeValue Bool(bool value) => new() { BOOL = value };

    public static AttributeValue SS(params string[] values) => new() { SS = [.. values] };

    public static AttributeValue NS(params string[] values) => new() { NS = [.. values] };

    public static AttributeValue BS(params byte[][] values) => new() { BS = [.. values.Select(bytes => new MemoryStream(bytes))] };

    public static AttributeValue L(params AttributeValue[] elements) => new() { L = [.. elements] };

    public static AttributeValue M(params (string Name, AttributeValue Value)[] members) => new() { M = Item(members) };

    public static Dictionary<string, AttributeValue> Item(params (string Name, AttributeValue Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);

    public static Dictionary<string, string> Names(params (string Placeholder, string Name)[] names) =>
        names.ToDictionary(name => name.Placeholder, name => name.Name);
}
