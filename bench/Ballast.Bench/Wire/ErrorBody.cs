using System.Text.Json;

namespace Ballast.Bench.Wire;

/// <summary>The name of the error in an answer that is not a success.</summary>
internal static class ErrorBody
{
    public static string TypeOf(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("__type"u8) && reader.Read())
                {
                    var type = reader.GetString() ?? "";
                    return type[(type.LastIndexOf('#') + 1)..];
                }
            }
        }
        catch (JsonException)
        {
            // Not a DynamoDB error (a proxy's page, a cut body): the status below names it.
        }
        return $"HTTP {status}";
    }
}
