using System.Collections.Immutable;
using System.Globalization;

using Ballast.Router.Errors;

namespace Ballast.Router.Tables;

/// <summary>How often a table may become on-demand: four times in any 24 hours.</summary>
internal static class OnDemandSwitches
{
    public const int PerDayMax = 4;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Null where the table may become on-demand now.</summary>
    public static ApiError? Check(ImmutableArray<DateTimeOffset> switches, DateTimeOffset now)
    {
        var recent = Recent(switches, now);
        return recent.Length < PerDayMax
            ? null
            : ApiErrors.LimitExceeded(
                $"Subscriber limit exceeded: Update to PayPerRequest mode are limited to {PerDayMax} times in 1 day(s). Last update at {Text(recent[^1])}. Next update can be made at {Text(recent[^PerDayMax] + Day)}");
    }

    /// <summary>The switches of the last day and this one.</summary>
    public static ImmutableArray<DateTimeOffset> Add(ImmutableArray<DateTimeOffset> switches, DateTimeOffset now) => Recent(switches, now).Add(now);

    private static ImmutableArray<DateTimeOffset> Recent(ImmutableArray<DateTimeOffset> switches, DateTimeOffset now) =>
        [.. switches.Where(time => now - time < Day)];

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);
}
