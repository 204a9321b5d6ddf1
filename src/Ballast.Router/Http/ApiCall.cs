using System.Globalization;

using Ballast.Foundation;
using Ballast.Foundation.Buffers;
using Ballast.Foundation.Checksums;

namespace Ballast.Router.Http;

/// <summary>One request and its answer, with the buffers that both need. Reused; owned by one request at a time.</summary>
/// <remarks>The host fills <see cref="Head"/> and <see cref="Body"/>, the router the rest. The body must stay readable until the answer is written.</remarks>
public sealed class ApiCall(Chance chance) : IDisposable
{
    private readonly ByteBuffer _compressed = new(0);

    public IRequestHead Head { get; set; } = NoHead.Instance;
    public ReadOnlyMemory<byte> Body { get; set; }

    public int Status { get; internal set; }

    /// <summary>Empty for none.</summary>
    public string ContentType { get; internal set; } = ContentTypes.AmazonJson;

    /// <summary>How <see cref="ResponseBody"/> is encoded; null for not at all.</summary>
    public string? ContentEncoding { get; private set; }

    public string RequestId { get; private set; } = "";

    /// <summary>The bytes to send.</summary>
    public ReadOnlyMemory<byte> ResponseBody => ContentEncoding is null ? Response.WrittenMemory : _compressed.WrittenMemory;

    /// <summary>CRC-32 of <see cref="ResponseBody"/> in decimal, for the header of that name.</summary>
    public string Crc32Text() => Crc32.Compute(ResponseBody.Span).ToString(CultureInfo.InvariantCulture);

    /// <summary>The answer's body before any compression.</summary>
    internal ByteBuffer Response { get; } = new(4096);

    /// <summary>The request's body after decompression.</summary>
    internal ByteBuffer Expanded { get; } = new(0);

    /// <summary>Scratch space of the stage that runs now.</summary>
    internal ByteBuffer Scratch { get; } = new(1024);

    internal void Begin()
    {
        Status = 200;
        ContentType = ContentTypes.AmazonJson;
        ContentEncoding = null;
        RequestId = RequestIds.Next(chance);
        Response.Clear();
    }

    internal void CompressResponse()
    {
        BodyCompression.Compress(Response.Written, _compressed);
        ContentEncoding = "gzip";
    }

    internal void End()
    {
        Head = NoHead.Instance;
        Body = default;
        Response.Clear();
        Expanded.Clear();
        Scratch.Clear();
        _compressed.Clear();
    }

    public void Dispose()
    {
        Response.Dispose();
        Expanded.Dispose();
        Scratch.Dispose();
        _compressed.Dispose();
    }

    private sealed class NoHead : IRequestHead
    {
        public static NoHead Instance { get; } = new();
        public string Method => "";
        public string Scheme => "http";
        public string Path => "";
        public string Query => "";
        public string? Header(string name) => null;
    }
}
