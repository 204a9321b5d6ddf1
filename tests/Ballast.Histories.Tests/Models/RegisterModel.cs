using Ballast.Histories.Models;

namespace Ballast.Histories.Tests.Models;

internal abstract record RegisterOperation
{
    internal sealed record Read : RegisterOperation;

    internal sealed record Write(string Value) : RegisterOperation;

    internal sealed record Swap(string From, string To) : RegisterOperation;
}

/// <summary>A register of text: a read answers the text, a write an empty one, a swap whether it was done.</summary>
internal sealed class RegisterModel : ISequentialModel<string, RegisterOperation, string>
{
    public Transition<string, string> Apply(string state, RegisterOperation operation) => operation switch
    {
        RegisterOperation.Write write => new(write.Value, ""),
        RegisterOperation.Swap swap when swap.From == state => new(swap.To, "swapped"),
        RegisterOperation.Swap => new(state, "kept"),
        _ => new(state, state),
    };

    public Effect EffectOf(RegisterOperation operation) => operation switch
    {
        RegisterOperation.Read => Effect.None,
        RegisterOperation.Write => Effect.Blind,
        _ => Effect.Dependent,
    };

    public bool ChangesNothing(RegisterOperation operation, string result) => operation is RegisterOperation.Read || result == "kept";

    public bool TryObserve(RegisterOperation operation, string result, out string state)
    {
        state = result;
        return operation is RegisterOperation.Read;
    }

    public IEnumerable<string> MarksSeen(RegisterOperation operation, string? result, bool hasResult)
    {
        if (operation is RegisterOperation.Swap swap)
            yield return swap.From;
        if (operation is RegisterOperation.Read && hasResult)
            yield return result!;
    }

    public RegisterOperation WithoutMark(RegisterOperation operation, IReadOnlySet<string> seen) => operation switch
    {
        RegisterOperation.Write write when !seen.Contains(write.Value) => new RegisterOperation.Write("(unseen)"),
        RegisterOperation.Swap swap when !seen.Contains(swap.To) => swap with { To = "(unseen)" },
        _ => operation,
    };

    public RegisterOperation WithoutAnswer(RegisterOperation operation) => operation;
}
