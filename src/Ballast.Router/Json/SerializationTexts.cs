using System.Text.Json;

using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>What the API says of JSON that is of another type than a member, an element of a list or a value in a map.</summary>
/// <remarks>Texts as measured against the service by others; the service names types of its own code in them.</remarks>
internal static class SerializationTexts
{
    public const string AttributeValue = "class com.amazonaws.dynamodb.v20120810.AttributeValue";
    public const string MapOfAttributeValues = "java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";
    private const string ObjectNotExpected = "Start of structure or map found where not expected";
    private const string ListNotExpected = "Unrecognized collection type";

    /// <summary>A value where a <paramref name="wanted"/> (String, Boolean, Integer, Long or Blob) belongs.</summary>
    /// <param name="found">What the JSON has instead.</param>
    /// <param name="isDecimal">Whether a number is written with a point or an exponent.</param>
    /// <param name="wanted">The type by the service's name.</param>
    public static ApiError OfLeaf(JsonTokenType found, bool isDecimal, string wanted) => ApiErrors.Serialization((found, wanted) switch
    {
        (JsonTokenType.StartObject, _) => ObjectNotExpected,
        (JsonTokenType.StartArray, "Blob") => ListNotExpected + " class java.nio.ByteBuffer",
        (JsonTokenType.StartArray, _) => $"{ListNotExpected} class java.lang.{wanted}",
        (_, "Blob") => "only base-64-encoded strings are convertible to bytes",
        (JsonTokenType.String, "Boolean") => "Unexpected token received from parser",
        _ => $"{NameOf(found, isDecimal)} cannot be converted to {wanted}",
    });

    /// <summary>A member that is a structure, a map or a list, and is none here.</summary>
    public static ApiError OfMember(JsonTokenType found, string type) => ApiErrors.Serialization(OfContainer(found, type) ?? "Unexpected field type");

    /// <summary>As <see cref="OfMember"/>, of an element of a list or a value in a map.</summary>
    public static ApiError OfElement(JsonTokenType found, string type) => ApiErrors.Serialization(OfContainer(found, type) ?? "Unexpected value type in payload");

    private static string? OfContainer(JsonTokenType found, string type) => found switch
    {
        JsonTokenType.StartObject => ObjectNotExpected,
        JsonTokenType.StartArray => type.Length == 0 ? ListNotExpected : $"{ListNotExpected} {type}",
        _ => null,
    };

    private static string NameOf(JsonTokenType found, bool isDecimal) => found switch
    {
        JsonTokenType.String => "STRING_VALUE",
        JsonTokenType.Number => isDecimal ? "DECIMAL_VALUE" : "NUMBER_VALUE",
        JsonTokenType.True => "TRUE_VALUE",
        JsonTokenType.False => "FALSE_VALUE",
        _ => "NULL_VALUE",
    };
}
