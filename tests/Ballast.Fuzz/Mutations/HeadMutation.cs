using System.IO.Compression;

using Ballast.Foundation;
using Ballast.Fuzz.Wire;

namespace Ballast.Fuzz.Mutations;

/// <summary>Changes what stands before the body: headers lost, doubled, malformed or long, other methods, encodings that lie.</summary>
internal sealed class HeadMutation(Chance chance)
{
    private const int LongHeaderBytes = 40_000, BombBytes = 20 << 20;
    private static readonly string[] Methods = ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"];
    private static readonly string[] Values =
    [
        "", " ", "x", "DynamoDB_20120810.", "DynamoDB_20120810.getitem", "DynamoDBStreams_20120810.ListStreams", "Kinesis_20131202.PutRecord", "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=, Signature=", "AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=zz",
        "AWS4-ECDSA-P256-SHA256 Credential=x", "Bearer x", "20300101T000000Z", "99999999T999999Z", "gzip", "gzip, gzip", "deflate", "br", "identity", "application/json",
        "text/html", "application/x-amz-json-1.1", "\u0001", "caf\u00e9", "gzip;q=0, identity;q=1.000", "*",
    ];

    private static readonly byte[] Bomb = Gzip(new byte[BombBytes]);

    public void Apply(RawRequest request)
    {
        switch (chance.NextInt32(8))
        {
            case 0:
                request.Headers.RemoveAt(chance.NextInt32(request.Headers.Count));
                break;
            case 1:
                request.Headers.Add(request.Headers[chance.NextInt32(request.Headers.Count)]);
                break;
            case 2:
                request.Method = Methods[chance.NextInt32(Methods.Length)];
                break;
            case 3:
                request.Target = chance.NextInt32(4) switch { 0 => "/x", 1 => "/?a=b%", 2 => "/%00", _ => "//" };
                break;
            case 4:
                Encode(request);
                break;
            case 5 when chance.OneIn(20):
                request.Headers.Add(("X-Long", new string('x', LongHeaderBytes)));
                break;
            case 6:
                request.Headers.Add(("Accept-Encoding", Values[chance.NextInt32(Values.Length)]));
                break;
            default:
                var at = chance.NextInt32(request.Headers.Count);
                request.Headers[at] = (request.Headers[at].Name, Values[chance.NextInt32(Values.Length)]);
                break;
        }
    }

    // Whole, cut short, damaged, or far larger than it looks.
    private void Encode(RawRequest request)
    {
        request.Headers.Add(("Content-Encoding", "gzip"));
        request.Body = chance.OneIn(200) ? Bomb : Gzip(request.Body);
        if (request.Body.Length == 0 || chance.OneIn(2))
            return;
        if (chance.OneIn(2))
            request.Body = request.Body[..chance.NextInt32(request.Body.Length)];
        else
        {
            request.Body = (byte[])request.Body.Clone();
            request.Body[chance.NextInt32(request.Body.Length)] ^= (byte)(1 << chance.NextInt32(8));
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
