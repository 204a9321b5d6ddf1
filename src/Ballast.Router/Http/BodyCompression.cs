using System.IO.Compression;

using Ballast.Foundation.Buffers;

namespace Ballast.Router.Http;

/// <summary>Gzip for request and response bodies, with a bound on what a body may grow to.</summary>
internal static class BodyCompression
{
    private const int ChunkBytes = 16 * 1024;

    public enum Outcome
    {
        Expanded = 1,
        NotGzip = 2,
        TooLarge = 3,
    }

    /// <summary>Expands <paramref name="body"/> into <paramref name="target"/>; stops as soon as it passes <paramref name="bytesMax"/>.</summary>
    public static Outcome Expand(ReadOnlyMemory<byte> body, ByteBuffer target, int bytesMax)
    {
        using var gzip = new GZipStream(new MemoryReadStream(body), CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var read = gzip.Read(target.GetSpan(ChunkBytes)[..ChunkBytes]);
                if (read == 0)
                    return EndsProperly(body.Span, target.Count) ? Outcome.Expanded : Outcome.NotGzip;
                target.Advance(read);
                if (target.Count > bytesMax)
                    return Outcome.TooLarge;
            }
        }
        catch (InvalidDataException)
        {
            return Outcome.NotGzip;
        }
    }

    public static void Compress(ReadOnlySpan<byte> body, ByteBuffer target)
    {
        using var sink = new MemoryStream();
        using (var gzip = new GZipStream(sink, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        target.Write(sink.GetBuffer().AsSpan(0, (int)sink.Length));
    }

    // GZipStream takes a cut-off stream for a short one; the trailer's length (RFC 1952) tells them apart.
    private static bool EndsProperly(ReadOnlySpan<byte> body, int expanded) =>
        body.Length >= 18 && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(body[^4..]) == (uint)expanded;

    private sealed class MemoryReadStream(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => bytes.Length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - _position);
            bytes.Span.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
