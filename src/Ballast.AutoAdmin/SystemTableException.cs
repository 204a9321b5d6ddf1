using Ballast.Node.Calls;

namespace Ballast.AutoAdmin;

/// <summary>The root group did not carry out a read or write of the system table.</summary>
public sealed class SystemTableException(string message) : IOException(message)
{
    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome { get; private init; } = CallOutcome.Unavailable;

    /// <summary>Nobody leads the root group, as far as can be seen from here; the same may succeed later.</summary>
    public bool IsOutOfReach => IsAnswer && Outcome is (CallOutcome.Unavailable or CallOutcome.Overloaded);

    private bool IsAnswer { get; init; }

    internal static void ThrowUnlessDone(CallOutcome outcome)
    {
        if (outcome != CallOutcome.Done)
            throw new SystemTableException($"The system table answered {outcome}.") { Outcome = outcome, IsAnswer = true };
    }
}
