using System.Globalization;

namespace Ballast.Storage.Log;

/// <summary>File names: <c>wal-{sequence}.log</c> is part of the log, <c>.new</c> is being prepared, <c>.spare</c> waits for another life.</summary>
internal static class SegmentNames
{
    private const string Prefix = "wal-", LiveSuffix = ".log", NewSuffix = ".new", SpareSuffix = ".spare", Digits = "x16";

    public static string Live(long sequence) => Prefix + sequence.ToString(Digits, CultureInfo.InvariantCulture) + LiveSuffix;

    public static string New(long sequence) => Prefix + sequence.ToString(Digits, CultureInfo.InvariantCulture) + NewSuffix;

    public static string Spare(long sequence) => Prefix + sequence.ToString(Digits, CultureInfo.InvariantCulture) + SpareSuffix;

    public static bool IsNew(string name) => Has(name, NewSuffix);

    public static bool IsSpare(string name) => Has(name, SpareSuffix);

    public static bool TryParseLive(string name, out long sequence)
    {
        sequence = 0;
        return Has(name, LiveSuffix)
            && long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - LiveSuffix.Length),
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out sequence)
            && name == Live(sequence);
    }

    private static bool Has(string name, string suffix) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal);
}
