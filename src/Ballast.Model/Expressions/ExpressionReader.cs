using System.Buffers.Text;
using System.Text;

namespace Ballast.Model.Expressions;

/// <summary>What the grammars share: the current token, placeholders, paths, limits, and the first error.</summary>
/// <remarks>
/// A syntax error ends the reading (<see cref="Failed"/>). Any other error is kept while reading goes on, since one that is found later
/// may be told first. The order is: syntax; then words that may not stand where they stand, from the left; then the paths that an update
/// changes, the last clause first; then what the rest means, in an update also the last clause first.
/// </remarks>
internal ref struct ExpressionReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Placeholders _placeholders;
    private Token _previous;
    private Token _current;
    private ExpressionError? _syntaxError;
    private ExpressionError? _wordError;
    private int _wordErrorAt;
    private ExpressionError? _targetError;
    private int _targetErrorClause;
    private ExpressionError? _meaningError;
    private int _meaningErrorClause;
    private bool _isInTarget;
    private int _operators;
    private int _nesting;

    public ExpressionReader(ExpressionKind kind, ReadOnlyMemory<byte> text, Placeholders placeholders)
    {
        Kind = kind;
        _memory = text;
        _text = text.Span;
        _placeholders = placeholders;
        if (text.Length > ExpressionLimits.ExpressionBytesMax)
            _syntaxError = ExpressionTexts.Invalid(kind, ExpressionTexts.TooLong(text.Length));
        else
            _current = Lexer.Next(_text, 0);
        if (text.IsEmpty)
            _syntaxError = ExpressionTexts.Invalid(kind, ExpressionTexts.Empty);
    }

    public readonly ExpressionKind Kind { get; }
    public readonly Token Current => _current;
    public readonly bool Failed => _syntaxError is not null;
    public readonly ExpressionError? Error => _syntaxError ?? _wordError ?? _targetError ?? _meaningError;

    /// <summary>The number of the clause that is being read; an update has many.</summary>
    public int Clause { get; set; }

    /// <summary>The paths read so far.</summary>
    public List<DocumentPath> Paths { get; } = [];

    public readonly string TextOf(Token token) => Encoding.UTF8.GetString(_text.Slice(token.Start, token.Length));

    /// <summary>Keywords have no case.</summary>
    public readonly bool IsKeyword(ReadOnlySpan<byte> upperCase) =>
        _current.Kind == TokenKind.Word && Ascii.EqualsIgnoreCase(_text.Slice(_current.Start, _current.Length), upperCase);

    /// <summary>True for a word that an opening parenthesis follows.</summary>
    public readonly bool IsFunction => _current.Kind == TokenKind.Word && Lexer.Next(_text, _current.End).Kind == TokenKind.Open && !IsGrammarWord;

    public void Advance()
    {
        _previous = _current;
        _current = Lexer.Next(_text, _current.End);
    }

    public bool Take(TokenKind kind)
    {
        if (_current.Kind != kind)
            return false;
        Advance();
        return true;
    }

    public bool TakeKeyword(ReadOnlySpan<byte> upperCase)
    {
        if (!IsKeyword(upperCase))
            return false;
        Advance();
        return true;
    }

    /// <summary>Takes the token or fails.</summary>
    public bool Expect(TokenKind kind)
    {
        if (Take(kind))
            return true;
        FailHere();
        return false;
    }

    public bool ExpectEnd() => _current.Kind == TokenKind.End || Expect(TokenKind.End);

    /// <summary>A syntax error at the current token.</summary>
    public void FailHere()
    {
        var ended = _current.Kind == TokenKind.End;
        var near = ended ? _current : Lexer.Next(_text, _current.End);
        var until = near.Kind == TokenKind.End ? _text.Length : near.End;
        var token = ended ? "<EOF>" : TextOf(_current);
        Fail(ExpressionTexts.Syntax(token, Encoding.UTF8.GetString(_text[Math.Min(_previous.Start, until)..until])));
    }

    public void Fail(string what) => _syntaxError ??= ExpressionTexts.Invalid(Kind, what);

    /// <summary>A word that may not stand at <paramref name="at"/>: reserved, no function, or a function that is out of place.</summary>
    public void ReportWord(int at, string what)
    {
        if (_wordError is not null && at >= _wordErrorAt)
            return;
        _wordError = ExpressionTexts.Invalid(Kind, what);
        _wordErrorAt = at;
    }

    /// <summary>An error in the path that clause number <paramref name="clause"/> changes.</summary>
    public void ReportTarget(int clause, string what)
    {
        if (_targetError is not null && clause <= _targetErrorClause)
            return;
        _targetError = ExpressionTexts.Invalid(Kind, what);
        _targetErrorClause = clause;
    }

    /// <summary>An error of meaning: the text is an expression, but not one that may be run.</summary>
    public void Report(string what)
    {
        if (_isInTarget)
        {
            ReportTarget(Clause, what);
            return;
        }
        if (_meaningError is not null && Clause <= _meaningErrorClause)
            return;
        _meaningError = ExpressionTexts.Invalid(Kind, what);
        _meaningErrorClause = Clause;
    }

    /// <summary>Counts an operator or function.</summary>
    public void CountOperator()
    {
        if (++_operators > ExpressionLimits.OperatorsMax)
            Report(ExpressionTexts.TooManyOperators(ExpressionLimits.OperatorsMax));
    }

    /// <summary>One level deeper; fails where the stack would suffer. Each true must meet a <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        if (++_nesting <= ExpressionLimits.NestingMax)
            return true;
        Fail(ExpressionTexts.NestedTooDeep(ExpressionLimits.NestingMax));
        return false;
    }

    public void Leave() => _nesting--;

    /// <summary>Reads the path that the clause changes, or fails.</summary>
    public DocumentPath? ReadTarget()
    {
        _isInTarget = true;
        var path = ReadPath();
        _isInTarget = false;
        return path;
    }

    /// <summary>Reads a document path, or fails.</summary>
    public DocumentPath? ReadPath()
    {
        if (!TryReadName(out var root))
            return null;
        if (_current.Kind is not (TokenKind.Point or TokenKind.OpenIndex))
            return Keep(new DocumentPath([PathElement.Of(root)]));

        var elements = new List<PathElement> { PathElement.Of(root) };
        while (_current.Kind is TokenKind.Point or TokenKind.OpenIndex)
        {
            if (!TryReadElement(out var element))
                return null;
            elements.Add(element);
        }
        if (elements.Count > ExpressionLimits.PathElementsMax)
            Report(ExpressionTexts.PathTooDeep(elements.Count));
        return Keep(new DocumentPath([.. elements]));
    }

    /// <summary>Reads a value placeholder; the value is null (the type) where it is not defined, which was reported.</summary>
    public ReadOnlyMemory<byte> ReadValue()
    {
        Invariant.Holds(_current.Kind == TokenKind.ValuePlaceholder);
        if (!_placeholders.TryUseValue(_text.Slice(_current.Start, _current.Length), out var value))
        {
            Report(ExpressionTexts.UndefinedValue(TextOf(_current)));
            value = UndefinedValue;
        }
        Advance();
        return value;
    }

    private static ReadOnlyMemory<byte> UndefinedValue { get; } = new[] { (byte)Documents.ValueTag.Null };

    // A word of any expression's grammar is no name in any of them; other reserved words are names that may not be used.
    private readonly bool IsGrammarWord =>
        IsKeyword("AND"u8) || IsKeyword("OR"u8) || IsKeyword("NOT"u8) || IsKeyword("BETWEEN"u8) || IsKeyword("IN"u8)
        || IsKeyword("SET"u8) || IsKeyword("REMOVE"u8) || IsKeyword("ADD"u8) || IsKeyword("DELETE"u8);

    private readonly DocumentPath Keep(DocumentPath path)
    {
        Paths.Add(path);
        return path;
    }

    private bool TryReadElement(out PathElement element)
    {
        element = default;
        if (Take(TokenKind.Point))
        {
            if (!TryReadName(out var name))
                return false;
            element = PathElement.Of(name);
            return true;
        }
        Advance();
        var index = _current;
        if (!Expect(TokenKind.Integer) || !Expect(TokenKind.CloseIndex))
            return false;
        if (!Utf8Parser.TryParse(_text.Slice(index.Start, index.Length), out int value, out _))
            ReportWord(index.Start, ExpressionTexts.IndexTooLarge(TextOf(index)));
        element = PathElement.At(value);
        return true;
    }

    private bool TryReadName(out ReadOnlyMemory<byte> name)
    {
        name = _memory.Slice(_current.Start, _current.Length);
        switch (_current.Kind)
        {
            case TokenKind.Word when !IsGrammarWord:
                if (ReservedWords.Contains(name.Span))
                    ReportWord(_current.Start, ExpressionTexts.Reserved(TextOf(_current)));
                break;
            case TokenKind.NamePlaceholder:
                if (!_placeholders.TryUseName(name.Span, out var meant))
                    Report(ExpressionTexts.UndefinedName(TextOf(_current)));
                else
                    name = meant;
                break;
            default:
                FailHere();
                return false;
        }
        Advance();
        return true;
    }
}
