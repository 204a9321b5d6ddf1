using System.Text.Json;

using Ballast.Router.Validation.Members;

namespace Ballast.Router.Tables;

/// <summary>A control-plane request: a parsed body. These are rare and small, so they go through a JSON document.</summary>
/// <remarks>Once <see cref="BodyConstraints"/> has passed <see cref="Root"/>, every member has its JSON type, and so every read succeeds.</remarks>
internal sealed class TableRequest : IDisposable
{
    /// <summary>Of JSON, a bound of ours: a document takes many times the bytes of its body. No request that is right has nearly as many.</summary>
    public const int TokensMax = 100_000;

    private readonly JsonDocument _document;

    private TableRequest(JsonDocument document) => _document = document;

    /// <summary>Whether a body has more names, values, beginnings and ends than <see cref="TokensMax"/>. Malformed JSON before that throws <see cref="JsonException"/>.</summary>
    public static bool IsTooLarge(ReadOnlyMemory<byte> body)
    {
        if (body.Length <= TokensMax)
            return false;
        var reader = new Utf8JsonReader(body.Span);
        for (var tokens = 0; tokens <= TokensMax; tokens++)
            if (!reader.Read())
                return false;
        return true;
    }

    /// <summary>Reads a body. Malformed JSON throws <see cref="JsonException"/>.</summary>
    public static TableRequest Read(ReadOnlyMemory<byte> body) => new(JsonDocument.Parse(body));

    public JsonElement Root => _document.RootElement;

    public bool Has(string name) => BodyTypes.TryGet(Root, name, out _);

    public string? Text(string name) => Text(Root, name);

    public static string? Text(JsonElement parent, string name) => BodyTypes.TryGet(parent, name, out var member) ? member.GetString() : null;

    public bool? Flag(string name) => BodyTypes.TryGet(Root, name, out var member) ? BodyTypes.Flag(member) : null;

    public long? Integer(string name) => Integer(Root, name);

    public static long? Integer(JsonElement parent, string name) => BodyTypes.TryGet(parent, name, out var member) ? BodyTypes.Number(member) : null;

    public JsonElement? Object(string name) => Object(Root, name);

    public static JsonElement? Object(JsonElement parent, string name) => BodyTypes.TryGet(parent, name, out var member) ? member : null;

    /// <summary>The elements of a list, or null where the member is absent.</summary>
    public List<JsonElement>? List(string name) => List(Root, name);

    public static List<JsonElement>? List(JsonElement parent, string name) =>
        BodyTypes.TryGet(parent, name, out var member) ? [.. member.EnumerateArray()] : null;

    public void Dispose() => _document.Dispose();
}
