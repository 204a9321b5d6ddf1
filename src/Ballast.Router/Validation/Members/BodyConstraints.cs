using System.Text.Json;

using Ballast.Router.Errors;

namespace Ballast.Router.Validation.Members;

/// <summary>A parsed body against the members of its operation: JSON types, then constraints, then members that come later.</summary>
internal static class BodyConstraints
{
    public static ApiError? Check(OperationMembers operation, JsonElement body)
    {
        if (BodyTypes.Check(operation.Request, body) is { } wrongType)
            return wrongType;
        var violations = new Violations();
        AddMembers(ref violations, operation.Request, body, "");
        return violations.ToError() ?? RefuseLater(operation, body);
    }

    private static void AddMembers(ref Violations violations, StructureShape shape, JsonElement body, string prefix)
    {
        foreach (var member in shape.Members)
        {
            var path = prefix + member.Path;
            if (BodyTypes.TryGet(body, member.Name, out var value))
                Add(ref violations, member.Shape, value, path);
            else if (member.IsRequired)
                violations.Required(path);
        }
    }

    private static void Add(ref Violations violations, Shape shape, JsonElement value, string path)
    {
        switch (shape)
        {
            case TextShape text:
                text.Check(ref violations, value.GetString()!, path);
                break;
            case NumberShape number:
                number.Check(ref violations, BodyTypes.Number(value)!.Value, path);
                break;
            case ListShape list:
                AddList(ref violations, list, value, path);
                break;
            case StructureShape structure:
                AddMembers(ref violations, structure, value, path + ".");
                break;
        }
    }

    private static void AddList(ref Violations violations, ListShape shape, JsonElement list, string path)
    {
        var count = list.GetArrayLength();
        if (count < shape.Min || count > shape.Max)
            shape.CheckCount(ref violations, count, Shown(shape, list), path);
        if (shape.Element is FreeShape)
            return;
        var number = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (violations.IsFull)
                return;
            Add(ref violations, shape.Element, element, $"{path}.{++number}.member");
        }
    }

    // The service writes structures out by names of its own code.
    private static string Shown(ListShape shape, JsonElement list) => shape.Element is TextShape || list.GetArrayLength() == 0
        ? $"[{ShownText.Of(list.EnumerateArray().Select(static element => element.ToString()))}]"
        : "[...]";

    private static ApiError? RefuseLater(OperationMembers operation, JsonElement body)
    {
        foreach (var member in operation.Request.Members)
            if (member.IsLater && BodyTypes.TryGet(body, member.Name, out var value) && !AsksForNothing(value))
                return ApiErrors.Validation($"Ballast does not support the parameter {member.Name} in this version. See docs/compatibility.md for what it supports.");
        return null;
    }

    // {"StreamEnabled": false}, {"Enabled": false} and empty lists.
    private static bool AsksForNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => (value.TryGetProperty("StreamEnabled", out var on) || value.TryGetProperty("Enabled", out on)) && on.ValueKind == JsonValueKind.False,
        _ => false,
    };
}
