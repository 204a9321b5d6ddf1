namespace Ballast.Model.Expressions;

internal enum TokenKind : byte
{
    End,
    Word,
    NamePlaceholder,
    ValuePlaceholder,
    Integer,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Comma,
    Point,
    Plus,
    Minus,
    Unknown,
}

/// <summary>A piece of the text: what it is and where it stands.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Cuts expression text (UTF-8) into tokens, one at a time.</summary>
internal static class Lexer
{
    public static bool IsWordByte(byte c) => char.IsAsciiLetterOrDigit((char)c) || c == '_';

    /// <summary>The token at or after <paramref name="at"/>.</summary>
    public static Token Next(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
        if (at == text.Length)
            return new Token(TokenKind.End, at, 0);
        var c = text[at];
        // A name begins with a letter; one that begins with an underscore needs a placeholder.
        if (char.IsAsciiLetter((char)c))
            return new Token(TokenKind.Word, at, WordLength(text, at));
        if (char.IsAsciiDigit((char)c))
            return new Token(TokenKind.Integer, at, IntegerLength(text, at));
        return c is (byte)'#' or (byte)':' ? Placeholder(text, at) : Sign(text, at);
    }

    private static Token Placeholder(ReadOnlySpan<byte> text, int at)
    {
        var length = 1 + WordLength(text, at + 1);
        var kind = length == 1 ? TokenKind.Unknown : text[at] == '#' ? TokenKind.NamePlaceholder : TokenKind.ValuePlaceholder;
        return new Token(kind, at, length);
    }

    private static Token Sign(ReadOnlySpan<byte> text, int at)
    {
        var next = at + 1 < text.Length ? text[at + 1] : (byte)0;
        return text[at] switch
        {
            (byte)'=' => new Token(TokenKind.Equal, at, 1),
            (byte)'<' when next == '>' => new Token(TokenKind.NotEqual, at, 2),
            (byte)'<' when next == '=' => new Token(TokenKind.LessOrEqual, at, 2),
            (byte)'<' => new Token(TokenKind.Less, at, 1),
            (byte)'>' when next == '=' => new Token(TokenKind.GreaterOrEqual, at, 2),
            (byte)'>' => new Token(TokenKind.Greater, at, 1),
            (byte)'(' => new Token(TokenKind.Open, at, 1),
            (byte)')' => new Token(TokenKind.Close, at, 1),
            (byte)'[' => new Token(TokenKind.OpenIndex, at, 1),
            (byte)']' => new Token(TokenKind.CloseIndex, at, 1),
            (byte)',' => new Token(TokenKind.Comma, at, 1),
            (byte)'.' => new Token(TokenKind.Point, at, 1),
            (byte)'+' => new Token(TokenKind.Plus, at, 1),
            (byte)'-' => new Token(TokenKind.Minus, at, 1),
            _ => new Token(TokenKind.Unknown, at, CharacterLength(text, at)),
        };
    }

    private static int WordLength(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end < text.Length && IsWordByte(text[end]))
            end++;
        return end - at;
    }

    // No index is written with a leading zero: such a zero is a token of its own.
    private static int IntegerLength(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '0')
            return 1;
        var end = at;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
            end++;
        return end - at;
    }

    // A whole UTF-8 character, so that an error shows it as one.
    private static int CharacterLength(ReadOnlySpan<byte> text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (text[end] & 0xC0) == 0x80)
            end++;
        return end - at;
    }
}
