using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ballast.Foundation;

/// <summary>Checks of what must always hold. They stay on in Release: a wrong answer costs more than a comparison.</summary>
public static class Invariant
{
    /// <summary>Fails the current executor with <see cref="InvariantViolatedException"/> when <paramref name="condition"/> is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? claim = null)
    {
        if (!condition)
            Violated(claim);
    }

    /// <summary>Marks a place that no execution may reach.</summary>
    public static InvariantViolatedException Unreachable(string why) => new(why);

    [DoesNotReturn]
    private static void Violated(string? claim) => throw new InvariantViolatedException(claim ?? "unnamed claim");
}

/// <summary>A bug in Ballast: something that must always hold did not.</summary>
public sealed class InvariantViolatedException(string claim) : Exception("Invariant violated: " + claim);
