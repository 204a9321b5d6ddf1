namespace Ballast.Model.Expressions;

/// <summary>What stood there: a condition or an operand; neither after a syntax error.</summary>
/// <remarks>Function: the name of the function that is the whole condition. At: where its name stands. IsParenthesis: a parenthesis holds all of it.</remarks>
internal readonly record struct Parsed(Condition? Condition, Operand? Operand, string? Function = null, int At = 0, bool IsParenthesis = false)
{
    public Parsed(Condition condition, string? function = null)
        : this(condition, null, function)
    {
    }

    public Parsed(Operand operand)
        : this(null, operand)
    {
    }
}
