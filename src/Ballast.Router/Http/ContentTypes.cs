namespace Ballast.Router.Http;

/// <summary>Which bodies are read, and how their answers are labelled.</summary>
internal static class ContentTypes
{
    public const string AmazonJson = "application/x-amz-json-1.0";
    private const string Json = "application/json";

    /// <summary>The answer's type; null for a body that no protocol of the service reads. Without a body the type does not matter.</summary>
    public static string? AnswerTo(string? asked, bool hasBody)
    {
        var media = asked.AsSpan();
        if (media.IndexOf(';') is var parameters and >= 0)
            media = media[..parameters];
        media = media.Trim();
        if (media.Equals(AmazonJson, StringComparison.OrdinalIgnoreCase))
            return AmazonJson;
        return !hasBody || media.Equals(Json, StringComparison.OrdinalIgnoreCase) ? Json : null;
    }
}
