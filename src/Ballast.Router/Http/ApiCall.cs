using Ballast.Foundation;
using Ballast.Foundation.Buffers;

namespace Ballast.Router.Http;

/// <summary>One request and its answer, with the buffers that both need. Reused; owned by one request at a time.</summary>
/// <remarks>The host fills <see cref="Head"/> and <see cref="Body"/>, the router the rest. The body must stay readable until the answer is written.</remarks>
public sealed class ApiCall(Chance chance) : IDisposable
{
    public const string JsonContentType = "application/x-amz-json-1.0";

    public IRequestHead Head { get; set; } = NoHead.Instance;
    public ReadOnlyMemory<byte> Body { get; set; }

    public int Status { get; set; }
    public string ContentType { get; set; } = JsonContentType;
    public string RequestId { get; private set; } = "";

    /// <summary>The answer's body before any compression.</summary>
    public ByteBuffer Response { get; } = new(4096);

    /// <summary>Scratch space of the stage that runs now.</summary>
    internal ByteBuffer Scratch { get; } = new(1024);

    /// <summary>Prepares the call for a request.</summary>
    internal void Begin()
    {
        Status = 200;
        ContentType = JsonContentType;
        RequestId = RequestIds.Next(chance);
        Response.Clear();
        Scratch.Clear();
    }

    internal void End()
    {
        Head = NoHead.Instance;
        Body = default;
    }

    public void Dispose()
    {
        Response.Dispose();
        Scratch.Dispose();
    }

    private sealed class NoHead : IRequestHead
    {
        public static NoHead Instance { get; } = new();
        public string Method => "";
        public string Path => "";
        public string Query => "";
        public string? Header(string name) => null;
    }
}
