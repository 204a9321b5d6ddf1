using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Draws from short lists, so that requests meet each other's tables, keys and attributes.</summary>
internal static class Pools
{
    /// <summary>The tables that a campaign makes first, and their keys: the name and type of the partition key, then of the sort key.</summary>
    public static FuzzTable[] Tables { get; } =
    [
        new("fuzz-hash", "h", "S", null, null),
        new("fuzz-numbers", "h", "N", "r", "B"),
        new("fuzz-indexed", "h", "S", "r", "N"),
    ];

    /// <summary>Tables that come and go, so that there are never many.</summary>
    public static string[] FleetingTables { get; } = ["fuzz-a", "fuzz-b", "fuzz-c", "fuzz-d"];

    public static string[] Attributes { get; } = ["a", "b", "c", "d", "h", "r", "l", "m", "ss", "ns", "size", "Name", "a.b", "a-b", "é", "_x1"];

    public static string[] Texts { get; } =
        ["", "k", "key", "é", "\u0000", "\ud83d\ude00", "a b", "\"", "\\", "zz", new('x', 1024), new('x', 1025), new('y', 2048), new('y', 2049)];

    public static T Of<T>(Chance chance, T[] pool) => pool[chance.NextInt32(pool.Length)];

    public static string Text(Chance chance) => chance.OneIn(3) ? Of(chance, Texts) : "k" + chance.NextInt32(20);
}

/// <summary>A table of the campaign.</summary>
internal sealed record FuzzTable(string Name, string Hash, string HashType, string? Range, string? RangeType);
