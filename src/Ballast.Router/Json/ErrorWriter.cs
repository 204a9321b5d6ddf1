using System.Text.Json;

using Ballast.Foundation.Buffers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>Writes an error as the API shows it: <c>__type</c>, a message, and the item where one belongs to it.</summary>
internal static class ErrorWriter
{
    // The coral validation namespace names its text "message"; the service's own errors do too, in lower case.
    public static void Write(ByteBuffer target, ApiError error)
    {
        using var writer = new Utf8JsonWriter(target, ResponseJson.Options);
        writer.WriteStartObject();
        writer.WriteString("__type"u8, error.Type);
        if (error.Message.Length > 0)
            writer.WriteString("message"u8, error.Message);
        if (error.Item is { } item)
        {
            writer.WritePropertyName("Item"u8);
            writer.Flush();
            ItemJson.Write(target, item.Span);
            target.Write((byte)'}');
            return;
        }
        writer.WriteEndObject();
    }
}
