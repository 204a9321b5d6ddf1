using System.Globalization;

namespace Ballast.Chaos;

/// <summary>How long, how large, and by which seed.</summary>
public sealed record ChaosOptions
{
    public const string Usage = "usage: Ballast.Chaos [--minutes N] [--seed N] [--nodes 3|6|9] [--faults KIND,KIND] [--loopback] [--lose-majority]";

    public double Minutes { get; init; } = 10;
    public ulong Seed { get; init; } = (ulong)Random.Shared.NextInt64(1, int.MaxValue);
    public int Nodes { get; init; } = 6;

    /// <summary>Only faults of these kinds; empty for all that are possible here.</summary>
    public IReadOnlyList<Faults.FaultKind> Faults { get; init; } = [];

    /// <summary>No machines of their own, even where they were possible.</summary>
    public bool Loopback { get; init; }

    /// <summary>Proves the harness: two of three nodes of a group lose all they have, and that must be found.</summary>
    public bool LoseMajority { get; init; }

    /// <summary>For reports and logs.</summary>
    public string Folder { get; init; } = Path.Combine("artifacts", "chaos");

    /// <summary>Null where the words are not understood.</summary>
    public static ChaosOptions? Parse(string[] words)
    {
        var options = new ChaosOptions();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "--loopback" or "--lose-majority")
            {
                options = words[i] == "--loopback" ? options with { Loopback = true } : options with { LoseMajority = true };
                continue;
            }
            if (i + 1 == words.Length || options.With(words[i], words[++i]) is not { } next)
                return null;
            options = next;
        }
        return options;
    }

    private ChaosOptions? With(string name, string value) => name switch
    {
        "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) && minutes > 0 => this with { Minutes = minutes },
        "--seed" when ulong.TryParse(value, CultureInfo.InvariantCulture, out var seed) => this with { Seed = seed },
        "--nodes" when value is "3" or "6" or "9" => this with { Nodes = value[0] - '0' },
        "--faults" when value.Split(',').All(static kind => Enum.TryParse<Faults.FaultKind>(kind, true, out _)) =>
            this with { Faults = [.. value.Split(',').Select(static kind => Enum.Parse<Faults.FaultKind>(kind, true))] },
        _ => null,
    };
}
