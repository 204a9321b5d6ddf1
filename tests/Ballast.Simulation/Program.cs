using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

var from = args.Length > 0 ? ulong.Parse(args[0], null) : 1;
var count = args.Length > 1 ? int.Parse(args[1], null) : 1;
var all = new Tally();
var watch = System.Diagnostics.Stopwatch.StartNew();
for (var seed = from; seed < from + (ulong)count; seed++)
{
    var run = new Run(seed, reader: args.Length > 2 ? Console.Out : null);
    try
    {
        run.Execute();
    }
    catch (ViolationException e)
    {
        Console.WriteLine($"seed {seed}: {e.Message}");
    }
    all.Add(run.Tally);
    Console.WriteLine($"seed {seed} {run.TraceSum:x} {run.Qualifies} {run.Elapsed} {watch.Elapsed}");
}
Console.WriteLine(all.ToString());
