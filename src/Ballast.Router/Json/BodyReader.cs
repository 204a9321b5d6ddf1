using System.Text;
using System.Text.Json;

using Ballast.Model.Documents;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>Reads a request body forward, once, straight into the forms that the engine uses.</summary>
/// <remarks>
/// The first problem sticks in <see cref="Problem"/>, after which every read does nothing and every object and array looks
/// ended. Values that are JSON of the right types but no values of DynamoDB's are told later than everything that this reader refuses, so
/// reading goes on behind them: <see cref="TakeValueProblem"/>. The body must be valid UTF-8 before it comes here. Malformed JSON throws
/// <see cref="JsonException"/>.
/// </remarks>
internal ref partial struct BodyReader(ReadOnlyMemory<byte> body)
{
    private const int DepthMax = 128;
    private Utf8JsonReader _json = new(body.Span, new JsonReaderOptions { MaxDepth = DepthMax });
    private ApiError? _valueProblem;
    private int _entryStart;
    private int _entryLength;

    public ApiError? Problem { get; private set; }

    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>Moves to the body's first token, which must open an object.</summary>
    public bool BeginBody()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
            Problem = ApiErrors.Serialization("Start of structure or map expected");
        return Problem is null;
    }

    /// <summary>Moves to the value behind the current member name, when it opens an object; false without a problem where it is a JSON null.</summary>
    public bool BeginObjectUnlessNull() => NextValue() && _json.TokenType != JsonTokenType.Null && Begins(JsonTokenType.StartObject);

    public bool BeginArrayUnlessNull() => NextValue() && _json.TokenType != JsonTokenType.Null && Begins(JsonTokenType.StartArray);

    /// <summary>Moves to the next member of the open object; false at its end, where the reader stands on the closing brace.</summary>
    public bool NextMember()
    {
        if (Problem is not null)
            return false;
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next element of the open array; false at its end.</summary>
    public bool NextElement()
    {
        if (Problem is not null)
            return false;
        _json.Read();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>After the body's object: nothing but white space may follow.</summary>
    public void EndBody()
    {
        if (Problem is null && _json.Read())
            Problem = ApiErrors.Serialization("There is something behind the end of the JSON");
    }

    /// <summary>The current member's name, for a switch; names longer than <paramref name="scratch"/> are no member that we know.</summary>
    public readonly ReadOnlySpan<char> MemberName(Span<char> scratch)
    {
        if (_json.ValueSpan.Length > scratch.Length)
            return default;
        return scratch[.._json.CopyString(scratch)];
    }

    public readonly string MemberName() => _json.GetString()!;

    /// <summary>A problem that the caller found.</summary>
    public void Refuse(ApiError problem) => Problem ??= problem;

    /// <summary>Skips the current member's value.</summary>
    public void SkipValue()
    {
        if (Problem is null)
            _json.Skip();
    }

    /// <summary>Null where the member's value is a JSON null, which is as if the member were absent.</summary>
    public string? Text()
    {
        if (!NextValue() || _json.TokenType == JsonTokenType.Null)
            return null;
        return Is(JsonTokenType.String, "String") ? _json.GetString() : null;
    }

    /// <summary>As <see cref="Text"/>, in UTF-8: a slice of the body where nothing is escaped. Null for null.</summary>
    public ReadOnlyMemory<byte>? Utf8()
    {
        if (!NextValue() || _json.TokenType == JsonTokenType.Null || !Is(JsonTokenType.String, "String"))
            return null;
        return Here();
    }

    /// <summary>The current member's name in UTF-8.</summary>
    public readonly ReadOnlyMemory<byte> MemberNameUtf8() => Here();

    // A token begins at its opening quote.
    private readonly ReadOnlyMemory<byte> Here() => _json.ValueIsEscaped
        ? Encoding.UTF8.GetBytes(_json.GetString()!)
        : body.Slice((int)_json.TokenStartIndex + 1, _json.ValueSpan.Length);

    public bool? Flag()
    {
        if (!NextValue() || _json.TokenType == JsonTokenType.Null)
            return null;
        return Boolean();
    }

    public long? Integer()
    {
        if (!NextValue() || _json.TokenType == JsonTokenType.Null)
            return null;
        if (!Is(JsonTokenType.Number, "Integer"))
            return null;
        if (_json.TryGetInt64(out var number))
            return number;
        if (_json.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue)
            return (long)real;
        Problem = WrongType("Integer");
        return null;
    }

    /// <summary>The element that <see cref="NextElement"/> moved to, as a string.</summary>
    public string? ElementText() => Is(JsonTokenType.String, "String") ? _json.GetString() : null;

    /// <summary>The current member's value as a document; the builder is reset first.</summary>
    public bool Document(DocumentBuilder target)
    {
        if (!NextValue() || _json.TokenType == JsonTokenType.Null)
            return false;
        return DocumentHere(target);
    }

    /// <summary>Whether the element that <see cref="NextElement"/> moved to opens an object; a problem where not.</summary>
    public bool ElementIsObject() => BeginsElement();

    private bool NextValue()
    {
        if (Problem is not null)
            return false;
        _json.Read();
        return true;
    }

    private bool Begins(JsonTokenType expected, string type = "")
    {
        if (Problem is null && _json.TokenType != expected)
            Problem = SerializationTexts.OfMember(_json.TokenType, type);
        return Problem is null;
    }

    private bool BeginsElement(string type = "")
    {
        if (Problem is null && _json.TokenType != JsonTokenType.StartObject)
            Problem = SerializationTexts.OfElement(_json.TokenType, type);
        return Problem is null;
    }

    // A Boolean may be its word in a string, as the service takes it.
    private bool? Boolean()
    {
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _json.TokenType == JsonTokenType.True;
        if (_json.TokenType == JsonTokenType.String && bool.TryParse(_json.GetString(), out var word))
            return word;
        Problem = WrongType("Boolean");
        return null;
    }

    private bool Is(JsonTokenType expected, string name)
    {
        if (Problem is null && _json.TokenType != expected)
            Problem = WrongType(name);
        return Problem is null;
    }

    private readonly ApiError WrongType(string wanted) =>
        SerializationTexts.OfLeaf(_json.TokenType, _json.TokenType == JsonTokenType.Number && _json.ValueSpan.IndexOfAny(".eE"u8) >= 0, wanted);
}
