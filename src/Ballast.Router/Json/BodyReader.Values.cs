using System.Buffers.Text;
using System.Text;
using System.Text.Json;

using Ballast.Foundation.Buffers;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

// Documents and the values in them.
internal ref partial struct BodyReader
{
    /// <summary>The service's limit of an attribute's name.</summary>
    public const int AttributeNameBytesMax = 65_535;

    /// <summary>The element that <see cref="NextElement"/> moved to, as a document.</summary>
    public bool DocumentHere(DocumentBuilder target)
    {
        if (!Begins(JsonTokenType.StartObject, SerializationTexts.MapOfAttributeValues))
            return false;
        target.Reset();
        target.BeginDocument();
        while (NextMember())
            Entry(target);
        if (Problem is null)
            Take(target.EndDocument());
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

    /// <summary>The first value since the last call that is none, where there is one; what was read then means nothing.</summary>
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
        if (NextValue())
            ElementValue(target);
    }

    // Members of a name that is no type, and those with null, are as if they were absent.
    private void ValueMembers(DocumentBuilder target)
    {
        var hasValue = false;
        while (NextMember())
        {
            var type = ValueTypes.Of(_json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!) : _json.ValueSpan);
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
        Problem = BlobText.Decode(text, room, out var length);
        if (Problem is null)
            target.CloseBytes(length);
    }

    // JSON may write the slash of base64 as \/.
    private readonly ReadOnlySpan<byte> Base64Span() => NumberSpan();

    // BOOL and NULL.
    private void Flag(DocumentBuilder target, ValueTag type)
    {
        if (Boolean() is not { } value)
            return;
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
        if (!Begins(JsonTokenType.StartObject, SerializationTexts.MapOfAttributeValues) || !Nests(target, target.BeginMap()))
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
        if (BeginsElement(SerializationTexts.AttributeValue))
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
        var chars = 0;
        while (chars <= ShownText.CharsMax && start.Read() && start.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(start.GetString()!);
            chars += elements[^1].Length + ", ".Length;
        }
        return ShownText.Of(elements);
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
        var rented = PooledBytes.Rent(_json.ValueSpan.Length);
        int length;
        if (tag == ValueTag.StringSet)
            length = _json.CopyString(rented);
        else
            Problem = BlobText.Decode(Base64Span(), rented, out length);
        if (Problem is null)
            target.SetElement(rented.AsSpan(0, length));
        PooledBytes.Return(rented);
    }

    private void Take(DocumentProblem problem)
    {
        if (problem == DocumentProblem.DuplicateName)
            Problem = ValueTexts.DuplicateName;
    }
}
