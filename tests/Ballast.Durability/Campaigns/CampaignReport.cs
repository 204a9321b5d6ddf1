using System.Globalization;

namespace Ballast.Durability.Campaigns;

/// <summary>What a campaign came to.</summary>
/// <param name="Kind">kill, power or cluster-power.</param>
/// <param name="Seed">Its seed; the load and the moments follow from it, the machine's timing does not.</param>
/// <param name="Rounds">Ends of the server that were verified.</param>
/// <param name="Acknowledged">Answers to writes that must stay true.</param>
/// <param name="Unknown">Writes without an answer.</param>
/// <param name="Violations">What was found that must not be.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record CampaignReport(string Kind, ulong Seed, int Rounds, long Acknowledged, long Unknown, IReadOnlyList<string> Violations, TimeSpan Elapsed)
{
    /// <summary>What there is to say of its kind only, as the end of a sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>A campaign that interrupted nothing proves nothing, so it is no success either.</summary>
    public bool IsSuccess => Violations.Count == 0 && Rounds > 0 && Acknowledged > 0 && Unknown > 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind}: seed {Seed}, {Rounds} rounds, {Acknowledged} acknowledged writes, {Unknown} unknown outcomes, {Violations.Count} violations, {Elapsed.TotalSeconds:F0} s{Summary}");
}
