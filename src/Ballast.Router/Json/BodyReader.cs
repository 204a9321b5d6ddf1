using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

using Ballast.Model.Documents;
using Ballast.Model.Numbers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>Reads a request body forward, once, straight into the forms that the engine uses.</summary>
/// <remarks>
/// The first problem sticks in <see cref="Problem"/>, after which every read does nothing and every object and array looks
/// ended. The body must be valid UTF-8 before it comes here. Malformed JSON throws <see cref="JsonException"/>.
/// </remarks>
internal ref struct BodyReader(ReadOnlyMemory<byte> body)
{
    private const int DepthMax = 128;
    private const int AttributeNameBytesMax = 65_535;
    private Utf8JsonReader _json = new(body.Span, new JsonReaderOptions { MaxDepth = DepthMax });

    public ApiError? Problem { get; private set; }

    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>Moves to the body's first token, which must open an object.</summary>
    public bool BeginBody()
    {
        _json.Read();
        return Begins(JsonTokenType.StartObject);
    }

    /// <summary>Moves to the value behind the current member name, when it opens an object.</summary>
    public bool BeginObject() => NextValue() && Begins(JsonTokenType.StartObject);

    /// <summary>As <see cref="BeginObject"/>; false without a problem where the value is a JSON null.</summary>
    public bool BeginObjectUnlessNull() => NextValue() && _json.TokenType != JsonTokenType.Null && Begins(JsonTokenType.StartObject);

    public bool BeginArrayUnlessNull() => NextValue() && _json.TokenType != JsonTokenType.Null && Begins(JsonTokenType.StartArray);

    public bool BeginArray() => NextValue() && Begins(JsonTokenType.StartArray);

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
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _json.GetBoolean();
        Problem = WrongType("Boolean");
        return null;
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
    public bool ElementIsObject() => Begins(JsonTokenType.StartObject);

    /// <summary>The element that <see cref="NextElement"/> moved to, as a document.</summary>
    public bool DocumentHere(DocumentBuilder target)
    {
        if (!Begins(JsonTokenType.StartObject))
            return false;
        target.Reset();
        target.BeginDocument();
        Attributes(target);
        if (Problem is null)
            Take(target.EndDocument(), default);
        return Problem is null;
    }

    /// <summary>Appends the current member's value, an attribute value as in {"S": "text"}; false for null.</summary>
    public bool AttributeValue(DocumentBuilder target) =>
        NextValue() && _json.TokenType != JsonTokenType.Null && AttributeValueHere(target);

    /// <summary>As <see cref="AttributeValue"/>, of the element that <see cref="NextElement"/> moved to.</summary>
    public bool AttributeValueHere(DocumentBuilder target)
    {
        ElementValue(target);
        return Problem is null;
    }

    private void Attributes(DocumentBuilder target)
    {
        while (NextMember())
        {
            Name(target);
            if (Problem is null)
                Value(target);
        }
    }

    private void Name(DocumentBuilder target)
    {
        var name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;
        if (name.Length is 0 or > AttributeNameBytesMax)
            Problem = name.IsEmpty ? ValueTexts.EmptyAttributeName : ValueTexts.AttributeNameTooLong;
        else
            target.Name(name);
    }

    // {"S": "text"}: exactly one member, which names the type.
    private void Value(DocumentBuilder target)
    {
        if (!BeginObject())
            return;
        if (!NextMember())
        {
            Problem ??= ValueTexts.EmptyValue;
            return;
        }
        TypedValue(target);
        if (Problem is null && NextMember())
            Problem = ValueTexts.SeveralTypes;
    }

    private void TypedValue(DocumentBuilder target)
    {
        var type = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;
        if (type.SequenceEqual("S"u8))
            String(target);
        else if (type.SequenceEqual("N"u8))
            Number(target);
        else if (type.SequenceEqual("B"u8))
            Binary(target);
        else if (type.SequenceEqual("BOOL"u8))
            Bool(target);
        else if (type.SequenceEqual("NULL"u8))
            Null(target);
        else if (type.SequenceEqual("M"u8))
            Map(target);
        else if (type.SequenceEqual("L"u8))
            List(target);
        else if (type.SequenceEqual("SS"u8))
            Set(target, ValueTag.StringSet);
        else if (type.SequenceEqual("NS"u8))
            Set(target, ValueTag.NumberSet);
        else if (type.SequenceEqual("BS"u8))
            Set(target, ValueTag.BinarySet);
        else
            Problem = ValueTexts.EmptyValue;
    }

    private void String(DocumentBuilder target)
    {
        if (!NextValue() || !Is(JsonTokenType.String, "String"))
            return;
        if (!_json.ValueIsEscaped)
            target.String(_json.ValueSpan);
        else
            target.CloseBytes(_json.CopyString(target.OpenBytes(ValueTag.String, _json.ValueSpan.Length)));
    }

    private void Number(DocumentBuilder target)
    {
        if (NextValue() && Is(JsonTokenType.String, "String") && target.Number(NumberSpan()) is var result and not NumberParse.Ok)
            Problem = ValueTexts.Number(result, _json.GetString()!);
    }

    // An escaped digit is no digit of DynamoDB's, so the raw text serves.
    private readonly ReadOnlySpan<byte> NumberSpan() =>
        _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;

    private void Binary(DocumentBuilder target)
    {
        if (!NextValue() || !Is(JsonTokenType.String, "Blob"))
            return;
        var text = Base64Span();
        var room = target.OpenBytes(ValueTag.Binary, Base64.GetMaxDecodedFromUtf8Length(text.Length));
        if (Base64.DecodeFromUtf8(text, room, out _, out var length) != OperationStatus.Done)
            Problem = ValueTexts.BadBase64;
        else
            target.CloseBytes(length);
    }

    // JSON may write the slash of base64 as \/.
    private readonly ReadOnlySpan<byte> Base64Span() => NumberSpan();

    private void Bool(DocumentBuilder target)
    {
        if (!NextValue())
            return;
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
            target.Bool(_json.TokenType == JsonTokenType.True);
        else
            Problem = WrongType("Boolean");
    }

    private void Null(DocumentBuilder target)
    {
        if (!NextValue())
            return;
        if (_json.TokenType == JsonTokenType.True)
            target.Null();
        else
            Problem = _json.TokenType == JsonTokenType.False ? ValueTexts.NullNotTrue : WrongType("Boolean");
    }

    private void Map(DocumentBuilder target)
    {
        if (!BeginObject() || !Take(target.BeginMap(), default))
            return;
        Attributes(target);
        if (Problem is null)
            Take(target.EndMap(), default);
    }

    private void List(DocumentBuilder target)
    {
        if (!BeginArray() || !Take(target.BeginList(), default))
            return;
        while (NextElement())
            ElementValue(target);
        if (Problem is null)
            target.EndList();
    }

    private void ElementValue(DocumentBuilder target)
    {
        if (!Begins(JsonTokenType.StartObject))
            return;
        if (!NextMember())
        {
            Problem ??= ValueTexts.EmptyValue;
            return;
        }
        TypedValue(target);
        if (Problem is null && NextMember())
            Problem = ValueTexts.SeveralTypes;
    }

    private void Set(DocumentBuilder target, ValueTag tag)
    {
        if (!BeginArray())
            return;
        target.BeginSet(tag);
        while (NextElement())
            SetElement(target, tag);
        if (Problem is null)
            Take(target.EndSet(), tag);
    }

    private void SetElement(DocumentBuilder target, ValueTag tag)
    {
        if (!Is(JsonTokenType.String, "String"))
            return;
        if (tag == ValueTag.NumberSet)
        {
            if (target.SetNumber(NumberSpan()) is var result and not NumberParse.Ok)
                Problem = ValueTexts.Number(result, _json.GetString()!);
            return;
        }
        var rented = ArrayPool<byte>.Shared.Rent(_json.ValueSpan.Length);
        int length;
        if (tag == ValueTag.StringSet)
            length = _json.CopyString(rented);
        else if (Base64.DecodeFromUtf8(Base64Span(), rented, out _, out length) != OperationStatus.Done)
            Problem = ValueTexts.BadBase64;
        if (Problem is null)
            target.SetElement(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private bool NextValue()
    {
        if (Problem is not null)
            return false;
        _json.Read();
        return true;
    }

    private bool Begins(JsonTokenType expected)
    {
        if (Problem is null && _json.TokenType != expected)
            Problem = ApiErrors.Serialization(
                expected == JsonTokenType.StartObject ? "Start of structure or map expected" : "Start of list expected");
        return Problem is null;
    }

    private bool Is(JsonTokenType expected, string name)
    {
        if (Problem is null && _json.TokenType != expected)
            Problem = WrongType(name);
        return Problem is null;
    }

    private bool Take(DocumentProblem problem, ValueTag set)
    {
        if (problem != DocumentProblem.None)
            Problem = ValueTexts.Document(problem, set);
        return Problem is null;
    }

    private readonly ApiError WrongType(string wanted) => ApiErrors.Serialization(_json.TokenType switch
    {
        JsonTokenType.String => $"STRING_VALUE cannot be converted to {wanted}",
        JsonTokenType.Number => $"NUMBER_VALUE cannot be converted to {wanted}",
        JsonTokenType.True => $"TRUE_VALUE cannot be converted to {wanted}",
        JsonTokenType.False => $"FALSE_VALUE cannot be converted to {wanted}",
        JsonTokenType.StartObject => "Start of structure or map found where not expected.",
        JsonTokenType.StartArray => "Unexpected list found where not expected.",
        _ => $"NULL_VALUE cannot be converted to {wanted}",
    });
}
