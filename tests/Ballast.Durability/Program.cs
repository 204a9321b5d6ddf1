using System.Globalization;

using Ballast.Durability.Campaigns;
using Ballast.Durability.Servers;

const int Success = 0, Violated = 1, Usage = 64, NotPermitted = 69;
const string UsageText = "usage: Ballast.Durability kill|power|cluster-power [--rounds N|--cuts N] [--seed N]";

if (args.Length % 2 == 0 || args[0] is not ("kill" or "power" or "cluster-power"))
    return Fail(UsageText, Usage);
var rounds = args[0] switch { "kill" => 200, "power" => 20, _ => 100 };
var seed = (ulong)Random.Shared.NextInt64(1, int.MaxValue);
for (var i = 1; i < args.Length; i += 2)
{
    if (args[i] is "--rounds" or "--cuts" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0)
        rounds = asked;
    else if (args[i] == "--seed" && ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var chosen))
        seed = chosen;
    else
        return Fail(UsageText, Usage);
}

Console.WriteLine($"{args[0]}: seed {seed}, {rounds} rounds");
var (report, whyNot) = args[0] switch
{
    "kill" => (await Campaign.KillAsync(seed, rounds, Console.WriteLine), ""),
    "power" => await CutAsync(),
    _ => await CutClusterAsync(),
};
if (report is null)
    return Fail(whyNot, NotPermitted);
Console.WriteLine(report);
return report.IsSuccess ? Success : Violated;

async Task<(CampaignReport? Report, string WhyNot)> CutAsync()
{
    using var volume = PowerVolume.TryCreate(out var whyNot);
    return (volume is null ? null : await Campaign.CutPowerAsync(seed, rounds, volume, Console.WriteLine), whyNot);
}

async Task<(CampaignReport? Report, string WhyNot)> CutClusterAsync()
{
    using var volumes = PowerVolumes.TryCreate(out var whyNot);
    return (volumes is null ? null : await Campaign.CutClusterPowerAsync(seed, rounds, volumes, Console.WriteLine), whyNot);
}

static int Fail(string message, int code)
{
    Console.Error.WriteLine(message);
    return code;
}
