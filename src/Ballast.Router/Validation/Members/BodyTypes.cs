using System.Text.Json;

using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Validation.Members;

/// <summary>The JSON types of a parsed body against the members of its operation. Members of no name that we know are not looked at.</summary>
internal static class BodyTypes
{
    /// <summary>The first wrong type, in the order of the members; null for none.</summary>
    public static ApiError? Check(StructureShape shape, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return ApiErrors.Serialization("Start of structure or map expected");
        foreach (var member in shape.Members)
            if (TryGet(body, member.Name, out var value) && OfMember(member.Shape, value) is { } wrong)
                return wrong;
        return null;
    }

    /// <summary>False for a member that is absent, or a JSON null, which is the same.</summary>
    public static bool TryGet(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A number as the service reads it: what is behind the point is dropped.</summary>
    public static long? Number(JsonElement value)
    {
        if (value.TryGetInt64(out var number))
            return number;
        return value.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue ? (long)real : null;
    }

    /// <summary>A Boolean, or its word in a string, as the service takes it.</summary>
    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => bool.TryParse(value.GetString(), out var word) ? word : null,
        _ => null,
    };

    private static ApiError? OfMember(Shape shape, JsonElement value) => shape switch
    {
        StructureShape structure => value.ValueKind == JsonValueKind.Object ? Check(structure, value) : SerializationTexts.OfMember(Token(value.ValueKind), ""),
        ListShape list => OfList(list, value),
        _ => OfLeaf(shape, value),
    };

    private static ApiError? OfList(ListShape shape, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return SerializationTexts.OfMember(Token(value.ValueKind), "");
        foreach (var element in value.EnumerateArray())
            if (OfElement(shape.Element, element) is { } wrong)
                return wrong;
        return null;
    }

    private static ApiError? OfElement(Shape shape, JsonElement value) => shape is StructureShape structure
        ? value.ValueKind == JsonValueKind.Object ? Check(structure, value) : SerializationTexts.OfElement(Token(value.ValueKind), "")
        : OfLeaf(shape, value);

    private static ApiError? OfLeaf(Shape shape, JsonElement value) => shape switch
    {
        TextShape => value.ValueKind == JsonValueKind.String ? null : Wrong(value, "String"),
        FlagShape => Flag(value) is not null ? null : Wrong(value, "Boolean"),
        NumberShape => value.ValueKind == JsonValueKind.Number && Number(value) is not null ? null : Wrong(value, "Long"),
        _ => null,
    };

    private static ApiError Wrong(JsonElement found, string wanted) =>
        SerializationTexts.OfLeaf(Token(found.ValueKind), found.ValueKind == JsonValueKind.Number && found.GetRawText().AsSpan().IndexOfAny(".eE") >= 0, wanted);

    private static JsonTokenType Token(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => JsonTokenType.String,
        JsonValueKind.Number => JsonTokenType.Number,
        JsonValueKind.True => JsonTokenType.True,
        JsonValueKind.False => JsonTokenType.False,
        JsonValueKind.Object => JsonTokenType.StartObject,
        JsonValueKind.Array => JsonTokenType.StartArray,
        _ => JsonTokenType.Null,
    };
}
