using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ballast.Router.Json;

/// <summary>How answers are written: only what JSON itself needs is escaped, and structure is the writer's own duty.</summary>
internal static class ResponseJson
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
