namespace Ballast.Histories.Recording;

/// <summary>What a client knows of an operation that it began.</summary>
public enum Outcome
{
    /// <summary>No answer, or one that leaves it open: it may take effect at any time after it began, or never.</summary>
    Unknown,

    /// <summary>Answered with a result. A failed condition is a result.</summary>
    Ok,

    /// <summary>It certainly had no effect, now or later, and has seen nothing: refused before anything was proposed.</summary>
    Failed,
}
