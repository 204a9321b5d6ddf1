using Ballast.Chaos.Faults;

namespace Ballast.Chaos.Reports;

/// <summary>What one round of faults did, in seconds. Not a number is what did not happen, or was not seen.</summary>
/// <param name="Kinds">One fault, or two at a time.</param>
/// <param name="WriteGap">The longest time for which some table had no acknowledged write.</param>
/// <param name="ReadGap">The same of consistent reads.</param>
/// <param name="Unknown">Writes without an answer.</param>
/// <param name="LogReplica">From the strike until a member without a tree stood in some group.</param>
/// <param name="Replaced">From the strike until the struck nodes had no part in any group any more, where they had one.</param>
/// <param name="Whole">From the end of the faults until every group had three trees.</param>
/// <param name="Equal">… and all were found equal, the load held up.</param>
public sealed record RoundReport(
    IReadOnlyList<FaultKind> Kinds, double WriteGap, double ReadGap, long Unknown, double LogReplica, double Replaced, double Whole, double Equal);
