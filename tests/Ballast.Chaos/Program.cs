using System.Globalization;
using System.Runtime.InteropServices;

using Ballast.Chaos;

const int Success = 0, Violated = 1, Usage = 64;

if (ChaosOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(ChaosOptions.Usage);
    return Usage;
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chaos: seed {options.Seed}, {options.Minutes} minutes, {options.Nodes} nodes"));
using var stop = new CancellationTokenSource();
// Asked to end, it ends its processes and takes away what it made; the report then tells of what there was.
void Ask(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
var report = await ChaosRun.RunAsync(options, Console.WriteLine, stop.Token);
Console.WriteLine();
Console.WriteLine(report);
Directory.CreateDirectory(options.Folder);
var file = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"chaos-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{options.Seed}.txt"));
await File.WriteAllTextAsync(file, report + "\n");
Console.WriteLine($"The report is in {file}.");
return report.IsSuccess && !stop.IsCancellationRequested ? Success : Violated;
