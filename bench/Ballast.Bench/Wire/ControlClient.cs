using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ballast.Bench.Wire;

/// <summary>One request at a time on a connection of its own: for tables, not for load.</summary>
internal sealed class ControlClient(ServerAddress endpoint, RequestSigner signer)
{
    private const int AnswerBytesMax = 1 << 20;
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(60);

    /// <summary>The status and the body of the answer.</summary>
    public (int Status, byte[] Body) Call(string operation, string json)
    {
        var template = new RequestTemplate(endpoint.Host, "DynamoDB_20120810." + operation, new BodyBuilder().Text(json), signer);
        signer.Sign(template);
        using var socket = endpoint.Connect();
        socket.ReceiveTimeout = (int)AnswerTimeMax.TotalMilliseconds;
        for (var sent = 0; sent < template.Bytes.Length;)
            sent += socket.Send(template.Bytes[sent..]);
        return ReadAnswer(socket);
    }

    /// <exception cref="InvalidOperationException">The answer was an error.</exception>
    public JsonDocument CallOrThrow(string operation, string json)
    {
        var (status, body) = Call(operation, json);
        return status == 200
            ? JsonDocument.Parse(body)
            : throw new InvalidOperationException($"{operation} was answered by {status}: {Encoding.UTF8.GetString(body)}");
    }

    private static (int Status, byte[] Body) ReadAnswer(Socket socket)
    {
        var buffer = new byte[AnswerBytesMax];
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = socket.Receive(buffer.AsSpan(filled));
            if (read == 0)
                break;
            filled += read;
            if (ResponseHead.TryParse(buffer.AsSpan(0, filled), out var head) && filled >= head.HeadBytes + head.BodyBytes)
                return (head.Status, buffer[head.HeadBytes..(head.HeadBytes + head.BodyBytes)]);
        }
        throw new InvalidDataException("the answer ended early or is too long");
    }
}
