namespace Ballast.Histories.Checking;

/// <summary>In which order a search tries what there is to try from a place. Every plan but the shortened ones tries everything.</summary>
/// <remarks>
/// An unexpected result has two explanations: an operation that is under way, or one of unknown outcome. Which is the better guess depends on the
/// history: where clients count, the first, for the others must come anyway; where each write is seen by its mark, the second.
/// </remarks>
internal sealed record Plan(IReadOnlyList<Stage> Stages, bool OnlyOneOptionalAtATime)
{
    /// <summary>The part of the budget that a short plan gets.</summary>
    public const int ShareOfShort = 4;

    /// <summary>Short: it finds an order of most histories that have one, and proves nothing where it finds none.</summary>
    public static Plan UnknownFirst { get; } = new([Stage.TheCompleting, Stage.TheCompletingBehindOptionals, Stage.Others, Stage.OthersBehindOptionals], true);

    /// <summary>Short in the same way.</summary>
    public static Plan KnownFirst { get; } = new([Stage.TheCompleting, Stage.Others, Stage.TheCompletingBehindOptionals, Stage.OthersBehindOptionals], true);

    public static Plan Whole { get; } = UnknownFirst with { OnlyOneOptionalAtATime = false };
}

/// <summary>What is tried at one time from a place.</summary>
internal enum Stage
{
    TheCompleting,
    TheCompletingBehindOptionals,
    Others,
    OthersBehindOptionals,
}
