using System.Diagnostics;

namespace Ballast.Bench.Load;

/// <summary>One load thread's share of a run. Times in ticks of <see cref="Stopwatch"/>.</summary>
/// <param name="Connections">Connections, each with at most one request in flight.</param>
/// <param name="StartTicks">When the schedule begins.</param>
/// <param name="RecordFromTicks">Operations that should begin earlier are warm-up and not recorded.</param>
/// <param name="EndTicks">No operation begins later; <see cref="long.MaxValue"/> when the number of operations decides.</param>
/// <param name="OperationsMax">Recorded operations after which none begins.</param>
/// <param name="Rate">Operations a second of an open loop; null for a closed one.</param>
/// <param name="ReadBytesMin">An answer to a read that is shorter holds no item, and is an error.</param>
internal sealed record LoadPlan(
    int Connections, long StartTicks, long RecordFromTicks, long EndTicks, long OperationsMax, double? Rate, int ReadBytesMin);
