using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Worlds;

/// <summary>An answer, copied out of the call that made it.</summary>
internal sealed record ApiReply(int Status, string ContentType, string? ContentEncoding, string RequestId, string Crc32, byte[] Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The error's name without its namespace; null for a success.</summary>
    public string? Error => Status == 200 ? null : ((string)Json["__type"]!).Split('#')[1];

    public string Message => (string?)(Json["message"] ?? Json[nameof(Message)]) ?? "";

    public override string ToString() => $"{Status} {System.Text.Encoding.UTF8.GetString(Body)}";
}
