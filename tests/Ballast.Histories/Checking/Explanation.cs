using System.Globalization;
using System.Text;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Checking;

/// <summary>Why a history is not linearizable: how far an order could be found, what does not fit behind it, and what ran at the same time.</summary>
/// <param name="Prefix">The longest order that leads to the point where all fail.</param>
/// <param name="Blocked">The operation that must come next, for it has completed, and cannot. None where the contradiction is all that is known.</param>
/// <param name="Window">What was under way when it completed, and is not in the prefix.</param>
/// <param name="Contradiction">Operations that contradict each other whatever the others did, where they were looked for.</param>
public sealed record Explanation<TOperation, TResult>(
    IReadOnlyList<RecordedOperation<TOperation, TResult>> Prefix,
    RecordedOperation<TOperation, TResult>? Blocked,
    IReadOnlyList<RecordedOperation<TOperation, TResult>> Window,
    IReadOnlyList<RecordedOperation<TOperation, TResult>> Contradiction)
{
    private const int PrefixLinesMax = 12;

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Blocked is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{Prefix.Count} operations can be put in an order; the last of them:");
            Append(text, Prefix.TakeLast(PrefixLinesMax));
            text.AppendLine("behind them this one cannot come:");
            Append(text, [Blocked]);
            text.AppendLine("and these were under way:");
            Append(text, Window);
        }
        if (Contradiction.Count > 0)
        {
            text.AppendLine("these contradict each other, whatever the others did:");
            Append(text, Contradiction);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<RecordedOperation<TOperation, TResult>> operations)
    {
        foreach (var operation in operations)
            text.Append("  ").AppendLine(operation.ToString());
    }
}
