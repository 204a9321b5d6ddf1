using System.Globalization;

using Ballast.Metadata.Tables;
using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>How often a table's provisioned throughput may fall: four times in a UTC day, and once more for every hour without a decrease.</summary>
internal static class DecreaseBudget
{
    public const int AtOnceMax = 4;
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Decreases in the UTC day of <paramref name="now"/>.</summary>
    public static int CountOn(ProvisionedThroughput throughput, DateTimeOffset now) =>
        throughput.LastDecrease?.UtcDateTime.Date == now.UtcDateTime.Date ? throughput.DecreasesToday : 0;

    /// <summary>Null where the throughput may fall now.</summary>
    public static ApiError? Check(ProvisionedThroughput throughput, DateTimeOffset now)
    {
        var count = CountOn(throughput, now);
        if (count < AtOnceMax || throughput.LastDecrease is not { } last || now - last >= Pause)
            return null;
        var midnight = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var next = last + Pause < midnight ? last + Pause : midnight;
        return ApiErrors.LimitExceeded(
            $"Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first {AtOnceMax} decreases, each subsequent decrease in the same UTC day can be performed at most once every {Pause.TotalSeconds} seconds. Number of decreases today: {count}. Last decrease at {Text(last)}. Next decrease can be made at {Text(next)}");
    }

    /// <summary>The new units with their history: what rose or fell, when, and how often today.</summary>
    public static ProvisionedThroughput Change(ProvisionedThroughput from, long readUnits, long writeUnits, DateTimeOffset now)
    {
        var rises = readUnits > from.ReadUnits || writeUnits > from.WriteUnits;
        var falls = Falls(from, readUnits, writeUnits);
        return new ProvisionedThroughput(readUnits, writeUnits, rises ? now : from.LastIncrease, falls ? now : from.LastDecrease, CountOn(from, now) + (falls ? 1 : 0));
    }

    public static bool Falls(ProvisionedThroughput from, long readUnits, long writeUnits) => readUnits < from.ReadUnits || writeUnits < from.WriteUnits;

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("dddd, MMMM d, yyyy 'at' h:mm:ss tt 'Coordinated Universal Time'", CultureInfo.InvariantCulture);
}
