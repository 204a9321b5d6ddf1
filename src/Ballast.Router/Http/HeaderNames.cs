namespace Ballast.Router.Http;

internal static class HeaderNames
{
    public const string AcceptEncoding = "Accept-Encoding";
    public const string AmzDate = "X-Amz-Date";
    public const string Authorization = "Authorization";
    public const string ContentEncoding = "Content-Encoding";
    public const string ContentType = "Content-Type";
    public const string Date = "Date";
    public const string Host = "Host";
    public const string SecurityToken = "X-Amz-Security-Token";
    public const string Target = "X-Amz-Target";
}
