using System.Text.Json;

using Ballast.Foundation.Buffers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>Writes an error as the API shows it: <c>__type</c>, a message, and the item where one belongs to it.</summary>
internal static class ErrorWriter
{
    public static void Write(ByteBuffer target, ApiError error)
    {
        using var writer = new Utf8JsonWriter(target, ResponseJson.Options);
        writer.WriteStartObject();
        writer.WriteString("__type"u8, error.Type);
        if (error.Message.Length > 0)
            writer.WriteString(error.IsOfSerialization ? "Message"u8 : "message"u8, error.Message);
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
