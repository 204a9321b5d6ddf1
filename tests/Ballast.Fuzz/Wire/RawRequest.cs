using System.Globalization;
using System.Text;

namespace Ballast.Fuzz.Wire;

/// <summary>One request as it goes over the wire; nothing checks that it is one.</summary>
internal sealed class RawRequest
{
    public string Method { get; set; } = "POST";
    public string Target { get; set; } = "/";
    public List<(string Name, string Value)> Headers { get; } = [];
    public byte[] Body { get; set; } = [];

    /// <summary>Something before the body was changed, so that the web server itself may refuse it.</summary>
    public bool HasStrangeHead { get; set; }

    public static RawRequest Of(string operation, byte[] body)
    {
        var request = new RawRequest { Body = body };
        request.Headers.AddRange(
        [
            ("Host", "127.0.0.1"),
            ("Content-Type", "application/x-amz-json-1.0"),
            ("X-Amz-Target", "DynamoDB_20120810." + operation),
            ("X-Amz-Date", "20300101T000000Z"),
            ("Authorization", "AWS4-HMAC-SHA256 Credential=fuzz/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=" + new string('0', 64)),
        ]);
        return request;
    }

    /// <summary>The length is always the true one: a request that promises more is one that never ends.</summary>
    public byte[] Render()
    {
        var head = new StringBuilder();
        head.Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append("Content-Length: ").Append(Body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. Body];
    }

    public override string ToString() => Encoding.UTF8.GetString(Render());
}
