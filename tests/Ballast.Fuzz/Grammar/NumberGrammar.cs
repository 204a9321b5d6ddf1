using System.Globalization;

using Ballast.Foundation;

namespace Ballast.Fuzz.Grammar;

/// <summary>Texts of numbers: whole ones, those at the edges of the range and of 38 digits, and what is not a number.</summary>
internal static class NumberGrammar
{
    private const int DigitsMost = 45, LongestDigits = 20_000;

    private static readonly string[] Odd =
    [
        "0", "-0", "0.0", "00001", "-00.100", "1E125", "9.9999999999999999999999999999999999999E+125", "1E126", "-1e126", "1E-130", "1e-131", "-1E-130",
        "12345678901234567890123456789012345678", "123456789012345678901234567890123456789", "0.00000000000000000000000000000000000001",
        "1e99999999999", "1e-99999999999", "1e+", "1e", "1.", ".5", ".", "+1", "-", "", " 1", "1 ", "0x10", "1_000", "1,5", "NaN", "Infinity", "-Infinity", "١", "1e1.5",
    ];

    public static string Next(Chance chance) => chance.NextInt32(12) switch
    {
        0 or 1 => Pools.Of(chance, Odd),
        2 => Digits(chance, 1 + chance.NextInt32(DigitsMost)),
        3 => $"{Digits(chance, 1 + chance.NextInt32(20))}.{Digits(chance, 1 + chance.NextInt32(25))}",
        4 => string.Create(CultureInfo.InvariantCulture, $"-{Digits(chance, 1 + chance.NextInt32(38))}E{chance.NextInt32(280) - 140}"),
        5 when chance.OneIn(200) => Digits(chance, LongestDigits),
        _ => (chance.NextInt32(200) - 100).ToString(CultureInfo.InvariantCulture),
    };

    private static string Digits(Chance chance, int count) => string.Create(count, chance, static (digits, chance) =>
    {
        foreach (ref var digit in digits)
            digit = (char)('0' + chance.NextInt32(10));
    });
}
