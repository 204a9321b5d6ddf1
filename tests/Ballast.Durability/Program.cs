using System.Globalization;

using Ballast.Durability.Campaigns;
using Ballast.Durability.Servers;

const int Success = 0, Violated = 1, Usage = 64, NotPermitted = 69;
const string UsageText = "usage: Ballast.Durability kill|power [--rounds N] [--seed N]";

if (args.Length % 2 == 0 || args[0] is not ("kill" or "power"))
    return Fail(UsageText, Usage);
var rounds = args[0] == "kill" ? 200 : 20;
var seed = (ulong)Random.Shared.NextInt64(1, int.MaxValue);
for (var i = 1; i < args.Length; i += 2)
{
    if (args[i] == "--rounds" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0)
        rounds = asked;
    else if (args[i] == "--seed" && ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var chosen))
        seed = chosen;
    else
        return Fail(UsageText, Usage);
}

Console.WriteLine($"{args[0]}: seed {seed}, {rounds} rounds");
CampaignReport report;
if (args[0] == "kill")
    report = await Campaign.KillAsync(seed, rounds, Console.WriteLine);
else
{
    using var volume = PowerVolume.TryCreate(out var whyNot);
    if (volume is null)
        return Fail(whyNot, NotPermitted);
    report = await Campaign.CutPowerAsync(seed, rounds, volume, Console.WriteLine);
}
Console.WriteLine(report);
return report.IsSuccess ? Success : Violated;

static int Fail(string message, int code)
{
    Console.Error.WriteLine(message);
    return code;
}
