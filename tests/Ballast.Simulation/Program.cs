using System.Diagnostics;

using Ballast.Simulation.Campaigns;

const int Success = 0, Found = 1, Usage = 64, ExplainedMax = 3;

if (CommandLine.Read(args) is not { } line)
{
    Console.Error.WriteLine(CommandLine.Usage);
    return Usage;
}
if (line.Mutations is { } mutations)
    return Mutations.FindAll(mutations, Console.Out) ? Success : Found;
if (line.Replayed is { } seed)
    return Replay.Tell(seed, line.Only, Console.Out) ? Success : Found;
return RunCampaign() ? Success : Found;

bool RunCampaign()
{
    var watch = Stopwatch.StartNew();
    var campaign = new Campaign(line.From, Console.Out);
    Console.WriteLine($"seeds from {line.From}");
    campaign.RunUntil(line.Minutes is { } minutes ? (_, _) => watch.Elapsed >= TimeSpan.FromMinutes(minutes) : (qualified, _) => qualified >= line.Seeds);
    campaign.Summarize();
    Console.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s");
    foreach (var finding in campaign.Findings.Take(ExplainedMax))
        Replay.Explain(finding, Console.Out);
    Console.WriteLine($"{campaign.QualifiedCount} seeds, {campaign.Findings.Count} violations");
    return campaign.IsClean;
}
