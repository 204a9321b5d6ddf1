using System.Globalization;
using System.Text.Json;

using Ballast.Foundation.Checksums;
using Ballast.Fuzz.Wire;

namespace Ballast.Fuzz.Campaigns;

/// <summary>What must be true of every answer, whatever was asked.</summary>
internal static class AnswerOracle
{
    private const int Ok = 200, ClientErrors = 400, ServerErrors = 500, NotFound = 404;
    private static readonly byte[] UnknownOperation = "<UnknownOperationException/>\n"u8.ToArray();

    /// <summary>What is wrong with an answer; null when it is as it should be.</summary>
    public static string? Complaint(RawRequest request, RawAnswer answer)
    {
        if (answer.Status is not (Ok or >= ClientErrors and < ServerErrors))
            return request.Method == "POST" || answer.Status >= ServerErrors ? $"status {answer.Status}" : null;
        // The web server refuses what is no HTTP with an answer of its own.
        if (request.HasStrangeHead && !answer.Headers.ContainsKey("x-amzn-requestid"))
            return answer.Status == Ok ? "200 without a request id" : null;
        if (request.Method != "POST")
            return null;
        if (answer.Headers.GetValueOrDefault("x-amz-crc32") != Crc32.Compute(answer.Body).ToString(CultureInfo.InvariantCulture))
            return "the CRC-32 is not that of the body";
        // A body of a strange type is of no protocol, and its answer is no JSON.
        if (answer.Status == NotFound)
            return request.HasStrangeHead && answer.Body.AsSpan().SequenceEqual(UnknownOperation) ? null : "status 404";
        return answer.Headers.ContainsKey("content-encoding") ? null : BodyComplaint(answer);
    }

    private static string? BodyComplaint(RawAnswer answer)
    {
        // Operations without a result have an empty body.
        if (answer is { Status: Ok, Body.Length: 0 })
            return null;
        try
        {
            using var body = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 200 });
            if (answer.Status == Ok)
                return body.RootElement.ValueKind == JsonValueKind.Object ? null : "the answer is no object";
            var type = body.RootElement.GetProperty("__type").GetString()!;
            return type.Contains('#', StringComparison.Ordinal) && !type.Contains("InternalServerError", StringComparison.Ordinal) ? null : $"an error of type {type}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the body cannot be read: {e.Message}";
        }
    }
}
