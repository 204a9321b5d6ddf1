using System.Buffers;

using Ballast.Router;
using Ballast.Router.Http;
using Ballast.Verification;

using Microsoft.AspNetCore.Http.Features;

namespace Ballast.Hosting;

/// <summary>Carries requests from Kestrel to the request router and its answers back.</summary>
internal sealed class HttpFront(RequestRouter router, CrossOrigin origins, ReplicaPage replicas, Doors doors)
{
    public async Task HandleAsync(HttpContext http)
    {
        if (origins.Answers(http) || await replicas.AnswersAsync(http))
            return;
        var call = router.Rent();
        try
        {
            call.Head = new KestrelHead(http.Request);
            if (!router.TryReserveBody(call.Head, http.Request.ContentLength, out var reserved))
                RequestRouter.RefuseOverloaded(call);
            else
                await AnswerAsync(http, call, reserved);
            await WriteAsync(http.Response, call);
        }
        finally
        {
            router.Return(call);
        }
    }

    private async ValueTask AnswerAsync(HttpContext http, ApiCall call, long reserved)
    {
        try
        {
            var body = await ReadBodyAsync(http, RequestRouter.RequestBytesMax);
            if (body is not { } whole)
            {
                RequestRouter.RefuseTooLarge(call);
                return;
            }
            // A body in pieces is copied, and then the pieces go back: it is not in memory twice.
            var isInPieces = !whole.IsSingleSegment;
            call.Body = isInPieces ? whole.ToArray() : whole.First;
            if (isInPieces)
                http.Request.BodyReader.AdvanceTo(whole.End);
            await router.HandleAsync(call);
            if (!isInPieces)
                http.Request.BodyReader.AdvanceTo(whole.End);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            RequestRouter.RefuseTooLarge(call);
        }
        catch (Exception e) when (IsNoHttp(e))
        {
            RequestRouter.RefuseUnreadable(call);
        }
        finally
        {
            router.ReleaseBody(reserved);
        }
    }

    // What the client sent as a body; Kestrel closes the connection after the answer. The length of a chunk beyond 64 bits is an
    // IOException to it, as a broken connection is.
    private static bool IsNoHttp(Exception fault) =>
        fault is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } or IOException { InnerException: OverflowException };

    /// <summary>The whole body, which stays in Kestrel's buffers until it is advanced over; null when it is longer than allowed.</summary>
    private static async ValueTask<ReadOnlySequence<byte>?> ReadBodyAsync(HttpContext http, long bytesMax)
    {
        if (http.Request.ContentLength > bytesMax)
            return null;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(http.RequestAborted);
            if (result.Buffer.Length > bytesMax)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }
            if (result.IsCompleted)
                return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async ValueTask WriteAsync(HttpResponse response, ApiCall call)
    {
        response.StatusCode = call.Status;
        var headers = response.Headers;
        if (doors.AreShut && response.HttpContext.Request.Protocol == HttpProtocol.Http11)
            headers.Connection = "close";
        if (call.ContentType.Length > 0)
            headers.ContentType = call.ContentType;
        headers["x-amzn-RequestId"] = call.RequestId;
        headers["x-amz-crc32"] = call.Crc32Text();
        if (call.ContentEncoding is { } encoding)
            headers.ContentEncoding = encoding;
        var body = call.ResponseBody;
        headers.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }

    private sealed class KestrelHead(HttpRequest request) : IRequestHead
    {
        public string Method => request.Method;

        public string Scheme => request.Scheme;

        // As it was sent: the signature covers the escaped form.
        public string Path => request.HttpContext.Features.Get<IHttpRequestFeature>() is { RawTarget: var raw } && raw.StartsWith('/')
            ? raw.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? raw[..query] : raw
            : request.Path.Value ?? "/";

        public string Query => request.QueryString.Value ?? "";

        public string? Header(string name) => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
    }
}
