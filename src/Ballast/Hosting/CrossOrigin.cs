using Ballast.Configuration;

using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ballast.Hosting;

/// <summary>Which web pages may talk to the server from a browser: the CORS protocol of the Fetch standard.</summary>
/// <remarks>
/// A server without access keys answers whoever reaches it, and a browser on its machine reaches it for every page that it shows. So the default lets in
/// pages that this machine itself serves, and others only where the operator names them.
/// </remarks>
internal sealed class CrossOrigin(AllowedOrigins allowed)
{
    private const string Methods = "GET, HEAD, POST";
    private const string Exposed = "x-amzn-RequestId, x-amz-crc32";
    private const int RequestedHeadersCharsMax = 4096;

    // Two days, as the service says; browsers keep to less.
    private const string PreflightSeconds = "172800";

    /// <summary>Marks the answer to a page that may read it; true when the request only asked whether it may come, and is answered.</summary>
    public bool Answers(HttpContext http)
    {
        var origin = http.Request.Headers.Origin;
        if (origin.Count == 0)
            return false;
        var headers = http.Response.Headers;
        headers.Vary = HeaderNames.Origin;
        if (origin.Count > 1 || !allowed.Has(origin.ToString()))
            return false;
        headers.AccessControlAllowOrigin = origin;
        if (!HttpMethods.IsOptions(http.Request.Method) || StringValues.IsNullOrEmpty(http.Request.Headers.AccessControlRequestMethod))
        {
            headers.AccessControlExposeHeaders = Exposed;
            return false;
        }
        Permit(http.Request.Headers, http.Response);
        return true;
    }

    private static void Permit(IHeaderDictionary asked, HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlMaxAge = PreflightSeconds;
        if (asked.AccessControlRequestHeaders.ToString() is { Length: > 0 and <= RequestedHeadersCharsMax } requested)
            response.Headers.AccessControlAllowHeaders = requested;
        if (asked.ContainsKey("Access-Control-Request-Private-Network"))
            response.Headers["Access-Control-Allow-Private-Network"] = "true";
    }
}
