using System.Globalization;

namespace Ballast.Configuration;

/// <summary>Raw settings by name from one place, with the words by which that place is named to the operator.</summary>
/// <param name="Place">For messages: "--{0}", "environment variable BALLAST_…", "{file}: {0}".</param>
internal sealed record RawSetting(string Value, string Place)
{
    public int Int32(int min, int max) =>
        int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ConfigurationException($"{Place}: '{Value}' is not a number from {min} to {max}.");

    public bool Boolean() => Value.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw new ConfigurationException($"{Place}: '{Value}' is neither true nor false."),
    };

    public string Text() => Value.Length > 0 ? Value : throw new ConfigurationException($"{Place} is empty.");

    public LogLevel LogLevel() => Value.ToLowerInvariant() switch
    {
        "trace" => Microsoft.Extensions.Logging.LogLevel.Trace,
        "debug" => Microsoft.Extensions.Logging.LogLevel.Debug,
        "info" or "information" => Microsoft.Extensions.Logging.LogLevel.Information,
        "warn" or "warning" => Microsoft.Extensions.Logging.LogLevel.Warning,
        "error" => Microsoft.Extensions.Logging.LogLevel.Error,
        "none" => Microsoft.Extensions.Logging.LogLevel.None,
        _ => throw new ConfigurationException($"{Place}: '{Value}' is not one of trace, debug, info, warning, error, none."),
    };

    /// <summary>A number of bytes: plain, or with KiB, MiB or GiB.</summary>
    public long Bytes(long min)
    {
        var text = Value.Trim();
        var shift = text.EndsWith("KiB", StringComparison.OrdinalIgnoreCase) ? 10
            : text.EndsWith("MiB", StringComparison.OrdinalIgnoreCase) ? 20
            : text.EndsWith("GiB", StringComparison.OrdinalIgnoreCase) ? 30 : 0;
        var digits = shift == 0 ? text : text[..^3].TrimEnd();
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue >> shift || number << shift < min)
            throw new ConfigurationException($"{Place}: '{Value}' is not a size of at least {min} bytes (as in 256MiB).");
        return number << shift;
    }
}
