using System.Text;

namespace Ballast.Router.Http;

/// <summary>Answers to requests that are not DynamoDB's: a person's browser, a health check, a wrong method.</summary>
internal static class PlainPages
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static void Answer(ApiCall call)
    {
        var isRead = call.Head.Method is "GET" or "HEAD";
        if (isRead && call.Head.Path is "/health" or "/healthz" or "/ping")
            Text(call, 200, "healthy\n");
        else if (isRead && call.Head.Path == "/")
            Text(call, 200, Welcome(call));
        else if (isRead)
            Text(call, 404, $"There is nothing at {call.Head.Path}. Ballast answers DynamoDB requests (POST /) here, and GET /health.\n");
        else
            UnknownOperation(call);
    }

    /// <summary>What the service says to a request that none of its protocols claims: a page without a type.</summary>
    public static void UnknownOperation(ApiCall call)
    {
        Text(call, 404, "<UnknownOperationException/>\n");
        call.ContentType = "";
    }

    private static string Welcome(ApiCall call)
    {
        var host = call.Head.Header(HeaderNames.Host) ?? "127.0.0.1:8000";
        return $"""
            This is Ballast, a DynamoDB-compatible database. It is up.

            It speaks the DynamoDB API, not HTML. Point any AWS SDK or the AWS CLI at this address:

              aws dynamodb list-tables --endpoint-url {call.Head.Scheme}://{host} --region us-east-1

            Clients want credentials. Unless access keys were configured here, any will do:

              AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

            Health checks: GET /health

            """;
    }

    private static void Text(ApiCall call, int status, string text)
    {
        call.Status = status;
        call.ContentType = PlainText;
        var target = call.Response.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        call.Response.Advance(Encoding.UTF8.GetBytes(text, target));
    }
}
