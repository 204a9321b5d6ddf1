using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Reference;

/// <summary>A condition: its text, and its meaning as a function of the item.</summary>
internal sealed record Sentence(string Text, Func<JsonObject, bool> Holds)
{
    /// <summary>The top-level attributes that it asks about.</summary>
    public string[] Names { get; init; } = [];
}

/// <summary>Names and values that an expression's placeholders stand for.</summary>
internal sealed class Bindings
{
    private readonly JsonObject _names = [], _values = [];

    public string Name(string attribute)
    {
        var placeholder = $"#n{_names.Count}";
        _names[placeholder] = attribute;
        return placeholder;
    }

    public string Value(JsonNode value)
    {
        var placeholder = $":v{_values.Count}";
        _values[placeholder] = value.DeepClone();
        return placeholder;
    }

    public void AddTo(JsonObject request)
    {
        if (_names.Count > 0)
            request["ExpressionAttributeNames"] = _names.DeepClone();
        if (_values.Count > 0)
            request["ExpressionAttributeValues"] = _values.DeepClone();
    }
}
