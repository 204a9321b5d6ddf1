using System.Text.Json;

using Ballast.Model.Documents;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>The types of values by their names, and what is said of JSON of another type.</summary>
internal static class ValueTypes
{
    /// <summary>The type of a name; none for any other name. BOOL is <see cref="ValueTag.True"/>.</summary>
    public static ValueTag Of(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'S'] => ValueTag.String,
        [(byte)'N'] => ValueTag.Number,
        [(byte)'B'] => ValueTag.Binary,
        [(byte)'M'] => ValueTag.Map,
        [(byte)'L'] => ValueTag.List,
        [(byte)'S', (byte)'S'] => ValueTag.StringSet,
        [(byte)'N', (byte)'S'] => ValueTag.NumberSet,
        [(byte)'B', (byte)'S'] => ValueTag.BinarySet,
        _ => name.SequenceEqual("BOOL"u8) ? ValueTag.True : name.SequenceEqual("NULL"u8) ? ValueTag.Null : default,
    };

    public static ApiError Wrong(JsonTokenType found, string wanted) => ApiErrors.Serialization(found switch
    {
        JsonTokenType.String => $"STRING_VALUE cannot be converted to {wanted}",
        JsonTokenType.Number => $"NUMBER_VALUE cannot be converted to {wanted}",
        JsonTokenType.True => $"TRUE_VALUE cannot be converted to {wanted}",
        JsonTokenType.False => $"FALSE_VALUE cannot be converted to {wanted}",
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        JsonTokenType.StartArray => "Unexpected list found where not expected.",
        _ => $"NULL_VALUE cannot be converted to {wanted}",
    });
}
