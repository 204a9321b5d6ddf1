using System.Globalization;

using Ballast.Fuzz.Campaigns;

const int Success = 0, Found = 1, Usage = 64;
const string UsageText = "usage: Ballast.Fuzz [--requests N] [--connections N] [--seed N]";

var (requests, connections, seed) = (1_000_000, 8, (ulong)Random.Shared.NextInt64(1, int.MaxValue));
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        return Fail();
    switch (args[i])
    {
        case "--requests" when number <= int.MaxValue:
            requests = (int)number;
            break;
        case "--connections" when number <= 1000:
            connections = (int)number;
            break;
        case "--seed":
            seed = number;
            break;
        default:
            return Fail();
    }
}

Console.WriteLine($"seed {seed}, {requests} requests over {connections} connections");
var report = await FuzzCampaign.RunAsync(seed, requests, connections);
Console.WriteLine(report);
return report.FindingCount == 0 ? Success : Found;

static int Fail()
{
    Console.Error.WriteLine(UsageText);
    return Usage;
}
