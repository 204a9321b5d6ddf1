using System.Globalization;

namespace Ballast.Bench.Measure;

/// <summary>Processor time that the hypervisor kept from this machine while something here wanted to run.</summary>
/// <remarks>
/// On Linux the eighth figure of the first line of <c>/proc/stat</c> (proc(5)), in hundredths of a second over all processors; elsewhere
/// it is not known. A stall that shows here is the machine's, not the server's.
/// </remarks>
internal static class StolenTime
{
    private const string Source = "/proc/stat";
    private const int StealField = 8, MillisecondsPerTick = 10;

    /// <summary>Milliseconds since the machine started; null where nobody counts them.</summary>
    public static long? Milliseconds()
    {
        if (!File.Exists(Source))
            return null;
        using var lines = new StreamReader(Source);
        return Parse(lines.ReadLine());
    }

    internal static long? Parse(string? firstLine)
    {
        var fields = (firstLine ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StealField && fields[0] == "cpu"
            && long.TryParse(fields[StealField], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks * MillisecondsPerTick
            : null;
    }
}
