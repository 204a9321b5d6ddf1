using System.Globalization;

namespace Ballast.Configuration;

/// <summary>Where a setting comes from; the greater one weighs more.</summary>
internal enum SettingSource
{
    File = 1,
    Environment = 2,
    CommandLine = 3,
}

/// <summary>A setting as it was written, with the words by which its place is named to the operator.</summary>
/// <param name="Value">The text.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="Place">For messages: "--{name}", "BALLAST_{NAME}", "{file}: {name}".</param>
internal sealed record RawSetting(string Value, SettingSource Source, string Place)
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
            throw new ConfigurationException($"{Place}: '{Value}' is not a size of at least {SizeText(min)} (as in 256MiB or 2GiB).");
        return number << shift;
    }

    /// <summary>A number of bytes in the largest unit that divides it, as the option takes it.</summary>
    public static string SizeText(long bytes) =>
        (bytes & ((1L << 30) - 1)) == 0 ? $"{bytes >> 30}GiB"
        : (bytes & ((1L << 20) - 1)) == 0 ? $"{bytes >> 20}MiB"
        : (bytes & ((1L << 10) - 1)) == 0 ? $"{bytes >> 10}KiB"
        : $"{bytes}";
}
