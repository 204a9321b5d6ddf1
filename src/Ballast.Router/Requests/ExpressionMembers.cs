namespace Ballast.Router.Requests;

/// <summary>The expressions. Each operation has some of them; it does not look at the others.</summary>
[Flags]
internal enum ExpressionMembers
{
    None = 0,
    Update = 1,
    Filter = 2,
    Condition = 4,
    KeyCondition = 8,
    Projection = 16,

    /// <summary>Those in which values may stand.</summary>
    WithValues = Update | Filter | Condition | KeyCondition,
}
