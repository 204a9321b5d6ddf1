using Ballast.Model.Documents;

namespace Ballast.Router.Json;

/// <summary>The types of values by their names.</summary>
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
}
