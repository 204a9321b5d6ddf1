using System.Globalization;

using Ballast.Replication.Members;

namespace Ballast.Simulation.Campaigns;

/// <summary>What was asked for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        usage: Ballast.Simulation [--seeds N | --minutes M] [--from SEED]
               Ballast.Simulation --replay SEED [--only N,N,…|none]
               Ballast.Simulation --mutations [NAME,NAME,…]
        """;

    private const int SeedsDefault = 100;

    public int Seeds { get; private set; } = SeedsDefault;
    public int? Minutes { get; private set; }

    /// <summary>Fresh ones where none is given.</summary>
    public ulong From { get; private set; } = (ulong)Random.Shared.NextInt64(1, long.MaxValue / 2);

    public ulong? Replayed { get; private set; }

    /// <summary>The faults of a replayed seed; all, where it is null.</summary>
    public IReadOnlySet<int>? Only { get; private set; }

    /// <summary>The mutations to look for; null for none.</summary>
    public IReadOnlyList<PlantedBug>? Mutations { get; private set; }

    /// <summary>Null for what cannot be understood.</summary>
    public static CommandLine? Read(string[] args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Length; i++)
        {
            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            if (!line.TryTake(args[i], hasValue ? args[++i] : ""))
                return null;
        }
        return line;
    }

    private bool TryTake(string name, string value)
    {
        switch (name)
        {
            case "--seeds" when TryNumber(value, int.MaxValue, out var seeds):
                Seeds = (int)seeds;
                return true;
            case "--minutes" when TryNumber(value, 10_000, out var minutes):
                Minutes = (int)minutes;
                return true;
            case "--from" when TryNumber(value, long.MaxValue, out var from):
                From = from;
                return true;
            case "--replay" when TryNumber(value, long.MaxValue, out var seed):
                Replayed = seed;
                return true;
            case "--only":
                Only = Numbers(value);
                return Only is not null;
            case "--mutations":
                Mutations = Bugs(value);
                return Mutations is not null;
            default:
                return false;
        }
    }

    private static bool TryNumber(string text, ulong max, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && number <= max;

    private static HashSet<int>? Numbers(string value)
    {
        var numbers = new HashSet<int>();
        foreach (var text in value == "none" ? [] : value.Split(','))
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            else
                numbers.Add(number);
        return numbers;
    }

    private static List<PlantedBug>? Bugs(string value)
    {
        if (value.Length == 0)
            return [.. Campaigns.Mutations.Sought];
        var bugs = new List<PlantedBug>();
        foreach (var name in value.Split(','))
            if (!Enum.TryParse<PlantedBug>(name, out var bug) || bug == PlantedBug.None)
                return null;
            else
                bugs.Add(bug);
        return bugs;
    }
}
