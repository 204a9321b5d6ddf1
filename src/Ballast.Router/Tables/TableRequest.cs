using System.Text.Json;

using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>A control-plane request: a parsed body with typed access that answers wrong JSON types as the API does.</summary>
/// <remarks>These requests are rare and small, so they go through a JSON document. The first wrong type sticks in <see cref="Problem"/>.</remarks>
internal sealed class TableRequest : IDisposable
{
    private readonly JsonDocument _document;

    private TableRequest(JsonDocument document) => _document = document;

    public ApiError? Problem { get; private set; }

    /// <summary>Reads a body. Malformed JSON throws <see cref="JsonException"/>.</summary>
    public static TableRequest Read(ReadOnlyMemory<byte> body)
    {
        var request = new TableRequest(JsonDocument.Parse(body));
        if (request._document.RootElement.ValueKind != JsonValueKind.Object)
            request.Problem = ApiErrors.Serialization("Start of structure or map expected");
        return request;
    }

    public JsonElement Root => _document.RootElement;

    public bool Has(string name) => Problem is null && Has(Root, name);

    public static bool Has(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    public string? Text(string name) => Text(Root, name);

    public string? Text(JsonElement parent, string name)
    {
        if (!TryGet(parent, name, out var member))
            return null;
        return Is(member, JsonValueKind.String, "String") ? member.GetString() : null;
    }

    public bool? Flag(string name)
    {
        if (!TryGet(Root, name, out var member))
            return null;
        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return member.GetBoolean();
        Is(member, JsonValueKind.True, "Boolean");
        return null;
    }

    public long? Integer(JsonElement parent, string name)
    {
        if (!TryGet(parent, name, out var member) || !Is(member, JsonValueKind.Number, "Long"))
            return null;
        if (member.TryGetInt64(out var number))
            return number;
        if (member.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue)
            return (long)real;
        Problem ??= ApiErrors.Serialization("NUMBER_VALUE cannot be converted to Long");
        return null;
    }

    public JsonElement? Object(string name) => Object(Root, name);

    public JsonElement? Object(JsonElement parent, string name)
    {
        if (!TryGet(parent, name, out var member))
            return null;
        if (member.ValueKind == JsonValueKind.Object)
            return member;
        Problem ??= ApiErrors.Serialization("Start of structure or map expected");
        return null;
    }

    /// <summary>The elements of a list, or null where the member is absent.</summary>
    public List<JsonElement>? List(string name, JsonValueKind elements) => List(Root, name, elements);

    public List<JsonElement>? List(JsonElement parent, string name, JsonValueKind elements)
    {
        if (!TryGet(parent, name, out var member))
            return null;
        if (member.ValueKind != JsonValueKind.Array)
        {
            Problem ??= ApiErrors.Serialization("Start of list expected");
            return null;
        }
        var list = new List<JsonElement>();
        foreach (var element in member.EnumerateArray())
        {
            if (!Is(element, elements, elements == JsonValueKind.Object ? "Structure" : "String"))
                return null;
            list.Add(element);
        }
        return list;
    }

    public void Dispose() => _document.Dispose();

    private bool TryGet(JsonElement parent, string name, out JsonElement member)
    {
        member = default;
        return Problem is null && parent.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;
    }

    private bool Is(JsonElement element, JsonValueKind expected, string name)
    {
        if (element.ValueKind == expected)
            return true;
        Problem ??= ApiErrors.Serialization(element.ValueKind switch
        {
            JsonValueKind.String => $"STRING_VALUE cannot be converted to {name}",
            JsonValueKind.Number => $"NUMBER_VALUE cannot be converted to {name}",
            JsonValueKind.True => $"TRUE_VALUE cannot be converted to {name}",
            JsonValueKind.False => $"FALSE_VALUE cannot be converted to {name}",
            JsonValueKind.Object => "Start of structure or map found where not expected.",
            _ => "Unexpected list found where not expected.",
        });
        return false;
    }
}
