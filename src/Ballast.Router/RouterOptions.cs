using Ballast.Router.Authentication;

namespace Ballast.Router;

/// <summary>What the operator chose for a request router.</summary>
public sealed record RouterOptions
{
    /// <summary>Whose signatures are verified; nobody's when there are none.</summary>
    public AccessKeys Keys { get; init; } = AccessKeys.None;

    /// <summary>The Region that resource names show, and the only one that a verified signature may be scoped to; null for any.</summary>
    public string? Region { get; init; }
}
