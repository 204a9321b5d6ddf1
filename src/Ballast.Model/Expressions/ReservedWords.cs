using System.Collections.Frozen;

namespace Ballast.Model.Expressions;

/// <summary>The words that an attribute name in an expression may not be (the developer guide's list), in any case.</summary>
internal static class ReservedWords
{
    private const int BytesMax = 24;

    private static readonly FrozenSet<string> Words = ReservedWordList.Text
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByChars = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static int Count => Words.Count;

    public static int LengthMax => Words.Max(word => word.Length);

    public static bool Contains(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > BytesMax)
            return false;
        Span<char> chars = stackalloc char[BytesMax];
        for (var i = 0; i < ascii.Length; i++)
            chars[i] = (char)ascii[i];
        return ByChars.Contains(chars[..ascii.Length]);
    }
}
