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
/// ended. Values that are JSON of the right types but no values of DynamoDB's are told later than everything that this reader refuses, so
/// reading goes on behind them: <see cref="TakeValueProblem"/>. The body must be valid UTF-8 before it comes here. Malformed JSON throws <see cref="JsonException"/>.
/// </remarks>
internal ref struct BodyReader(ReadOnlyMemory<byte> body)
{
    private const int DepthMax = 128;
    private const int AttributeNameBytesMax = 65_535;
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
        return Begins(JsonTokenType.StartObject);
    }

    /// <summary>Moves to the value behind the current member name, when it opens an object.</summary>
    public bool BeginObject() => NextValue() && Begins(JsonTokenType.StartObject);

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
        while (NextMember())
            Entry(target);
        if (Problem is null)
            Take(target.EndDocument());
        return Problem is null;
    }

    /// <summary>The first value of the last document that is none, where there is one; the document means nothing then.</summary>
    /// <param name="entry">The name of the document's entry in which it lies.</param>
    public ApiError? TakeValueProblem(out ReadOnlyMemory<byte> entry)
    {
        entry = body.Slice(_entryStart, _entryLength);
        var problem = _valueProblem;
        _valueProblem = null;
        return problem;
    }

    private void Entry(DocumentBuilder target)
    {
        if (_valueProblem is null)
        {
            _entryStart = (int)_json.TokenStartIndex + 1;
            _entryLength = _json.ValueSpan.Length;
        }
        Name(target);
        Value(target);
    }

    private void Attributes(DocumentBuilder target)
    {
        while (NextMember())
        {
            Name(target);
            Value(target);
        }
    }

    private void Name(DocumentBuilder target)
    {
        var name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;
        if (name.Length is 0 or > AttributeNameBytesMax)
            _valueProblem ??= name.IsEmpty ? ValueTexts.EmptyAttributeName : ValueTexts.AttributeNameTooLong;
        target.Name(name);
    }

    // {"S": "text"}: exactly one member, which names the type.
    private void Value(DocumentBuilder target)
    {
        if (BeginObject())
            ValueMembers(target);
    }

    // Members of a name that is no type, and those with null, are as if they were absent.
    private void ValueMembers(DocumentBuilder target)
    {
        var hasValue = false;
        while (NextMember())
        {
            var type = TypeOf(_json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan);
            if (type == default)
                SkipValue();
            else if (!NextValue() || _json.TokenType == JsonTokenType.Null)
                continue;
            else if (hasValue)
                SecondValue(type);
            else
            {
                TypedValue(target, type);
                hasValue = true;
            }
        }
        if (hasValue || Problem is not null)
            return;
        _valueProblem ??= ValueTexts.EmptyValue;
        target.Null();
    }

    // What is wrong in a second value is told before its being there.
    private void SecondValue(ValueTag type)
    {
        using var aside = new DocumentBuilder();
        TypedValue(aside, type);
        _valueProblem ??= ValueTexts.SeveralTypes;
    }

    private static ValueTag TypeOf(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'S'] => ValueTag.String,
        [(byte)'N'] => ValueTag.Number,
        [(byte)'B'] => ValueTag.Binary,
        [(byte)'M'] => ValueTag.Map,
        [(byte)'L'] => ValueTag.List,
        [(byte)'S', (byte)'S'] => ValueTag.StringSet,
        [(byte)'N', (byte)'S'] => ValueTag.NumberSet,
        [(byte)'B', (byte)'S'] => ValueTag.BinarySet,
        _ => name.SequenceEqual("BOOL"u8) ? ValueTag.True : name.SequenceEqual("NULL"u8) ? ValueTag.Null : default,
    };

    // The reader stands on the value's first token.
    private void TypedValue(DocumentBuilder target, ValueTag type)
    {
        switch (type)
        {
            case ValueTag.String:
                String(target);
                break;
            case ValueTag.Number:
                Number(target);
                break;
            case ValueTag.Binary:
                Binary(target);
                break;
            case ValueTag.Map:
                Map(target);
                break;
            case ValueTag.List:
                List(target);
                break;
            case ValueTag.Null or ValueTag.True:
                Flag(target, type);
                break;
            default:
                Set(target, type);
                break;
        }
    }

    private void String(DocumentBuilder target)
    {
        if (!Is(JsonTokenType.String, "String"))
            return;
        if (!_json.ValueIsEscaped)
            target.String(_json.ValueSpan);
        else
            target.CloseBytes(_json.CopyString(target.OpenBytes(ValueTag.String, _json.ValueSpan.Length)));
    }

    private void Number(DocumentBuilder target)
    {
        if (!Is(JsonTokenType.String, "String"))
            return;
        var result = target.Number(NumberSpan());
        if (result == NumberParse.Ok)
            return;
        _valueProblem ??= ValueTexts.Number(result, _json.GetString()!);
        target.Null();
    }

    // An escaped digit is no digit of DynamoDB's, so the raw text serves.
    private readonly ReadOnlySpan<byte> NumberSpan() =>
        _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan;

    private void Binary(DocumentBuilder target)
    {
        if (!Is(JsonTokenType.String, "Blob"))
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

    // BOOL and NULL.
    private void Flag(DocumentBuilder target, ValueTag type)
    {
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            Problem = WrongType("Boolean");
            return;
        }
        var value = _json.TokenType == JsonTokenType.True;
        if (type == ValueTag.True)
        {
            target.Bool(value);
            return;
        }
        if (!value)
            _valueProblem ??= ValueTexts.NullNotTrue;
        target.Null();
    }

    private void Map(DocumentBuilder target)
    {
        if (!Begins(JsonTokenType.StartObject) || !Nests(target, target.BeginMap()))
            return;
        Attributes(target);
        if (Problem is null)
            Take(target.EndMap());
    }

    private void List(DocumentBuilder target)
    {
        if (!Begins(JsonTokenType.StartArray) || !Nests(target, target.BeginList()))
            return;
        while (NextElement())
            ElementValue(target);
        if (Problem is null)
            target.EndList();
    }

    private void ElementValue(DocumentBuilder target)
    {
        if (Begins(JsonTokenType.StartObject))
            ValueMembers(target);
    }

    // What is too deep is not read.
    private bool Nests(DocumentBuilder target, DocumentProblem problem)
    {
        if (problem == DocumentProblem.None)
            return true;
        _valueProblem ??= ValueTexts.NestingTooDeep;
        _json.Skip();
        target.Null();
        return false;
    }

    private void Set(DocumentBuilder target, ValueTag tag)
    {
        if (!Begins(JsonTokenType.StartArray))
            return;
        var start = _json;
        target.BeginSet(tag);
        while (NextElement())
            SetElement(target, tag);
        if (Problem is not null)
            return;
        var problem = target.EndSet();
        if (problem == DocumentProblem.EmptySet)
            _valueProblem ??= ValueTexts.EmptySet(tag);
        else if (problem == DocumentProblem.DuplicateSetElement)
            _valueProblem ??= ValueTexts.DuplicateElements(tag, ElementsFrom(start));
    }

    private static string ElementsFrom(Utf8JsonReader start)
    {
        var elements = new List<string>();
        while (start.Read() && start.TokenType != JsonTokenType.EndArray)
            elements.Add(start.GetString()!);
        return string.Join(", ", elements);
    }

    private void SetElement(DocumentBuilder target, ValueTag tag)
    {
        if (!Is(JsonTokenType.String, tag == ValueTag.BinarySet ? "Blob" : "String"))
            return;
        if (tag == ValueTag.NumberSet)
        {
            if (target.SetNumber(NumberSpan()) is var result and not NumberParse.Ok)
                _valueProblem ??= ValueTexts.Number(result, _json.GetString()!);
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

    private void Take(DocumentProblem problem)
    {
        if (problem == DocumentProblem.DuplicateName)
            Problem = ValueTexts.DuplicateName;
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
