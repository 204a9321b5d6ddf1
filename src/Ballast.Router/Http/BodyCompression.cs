using System.IO.Compression;

using Ballast.Foundation.Buffers;

namespace Ballast.Router.Http;

/// <summary>Gzip for request and response bodies, with a bound on what a body may grow to.</summary>
internal static class BodyCompression
{
    private const int ChunkBytes = 16 * 1024;

    // RFC 1952: a header of 10 bytes, a deflate stream of 2 at least, a trailer of 8.
    private const int MemberBytesMin = 20;

    // GZipStream takes a member that is cut off for a short one, and passes over what is no member. So one more member is put behind
    // the body: it comes out at the end if, and only if, everything before it was whole members.
    private static readonly byte[] Seal = [0xFF, .. "whole to the end"u8];
    private static readonly byte[] SealMember = MemberOf(Seal);

    public enum Outcome
    {
        Expanded = 1,
        NotGzip = 2,
        TooLarge = 3,
    }

    /// <summary>
    /// Expands <paramref name="body"/>, one or several gzip members (RFC 1952 §2.2), into the empty <paramref name="target"/>;
    /// stops as soon as it passes <paramref name="bytesMax"/>.
    /// </summary>
    public static Outcome Expand(ReadOnlyMemory<byte> body, ByteBuffer target, int bytesMax)
    {
        if (body.Length < MemberBytesMin)
            return Outcome.NotGzip;
        using var gzip = new GZipStream(new SealedBody(body), CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var read = gzip.Read(target.GetSpan(ChunkBytes)[..ChunkBytes]);
                if (read == 0)
                    return TakeSeal(target) ? Outcome.Expanded : Outcome.NotGzip;
                target.Advance(read);
                if (target.Count > bytesMax + Seal.Length)
                    return Outcome.TooLarge;
            }
        }
        catch (InvalidDataException)
        {
            return Outcome.NotGzip;
        }
    }

    /// <summary>Whether an Accept-Encoding header names gzip with a weight above zero (RFC 9110 §12.5.3).</summary>
    public static bool IsAccepted(ReadOnlySpan<char> acceptEncoding)
    {
        foreach (var range in acceptEncoding.Split(','))
        {
            var coding = acceptEncoding[range];
            var end = coding.IndexOf(';');
            if (coding[..(end < 0 ? coding.Length : end)].Trim().Equals("gzip", StringComparison.OrdinalIgnoreCase))
                return end < 0 || coding[(end + 1)..].IndexOfAnyInRange('1', '9') >= 0;
        }
        return false;
    }

    public static void Compress(ReadOnlySpan<byte> body, ByteBuffer target)
    {
        using var sink = new MemoryStream();
        using (var gzip = new GZipStream(sink, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        target.Write(sink.GetBuffer().AsSpan(0, (int)sink.Length));
    }

    private static bool TakeSeal(ByteBuffer target)
    {
        if (!target.Written.EndsWith(Seal))
            return false;
        target.Truncate(target.Count - Seal.Length);
        return true;
    }

    private static byte[] MemberOf(byte[] content)
    {
        using var sink = new MemoryStream();
        using (var gzip = new GZipStream(sink, CompressionLevel.NoCompression))
            gzip.Write(content);
        return sink.ToArray();
    }

    /// <summary>The body's bytes, then the member that seals them.</summary>
    private sealed class SealedBody(ReadOnlyMemory<byte> body) : Stream
    {
        private ReadOnlyMemory<byte> _rest = body;
        private bool _isSealRead;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_rest.IsEmpty && !_isSealRead)
                (_rest, _isSealRead) = (SealMember, true);
            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
