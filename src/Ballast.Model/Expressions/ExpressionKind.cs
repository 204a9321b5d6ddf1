namespace Ballast.Model.Expressions;

/// <summary>The five kinds of expression of a request.</summary>
public enum ExpressionKind
{
    Condition,
    Filter,
    KeyCondition,
    Projection,
    Update,
}

/// <summary>Why an expression is refused, in the service's words; always a ValidationException.</summary>
public sealed record ExpressionError(string Message);

/// <summary>Bounds of expressions. Those marked are the service's, the others keep our stack small.</summary>
public static class ExpressionLimits
{
    /// <summary>4 KB (the service's limit).</summary>
    public const int ExpressionBytesMax = 4096;

    /// <summary>Operators and functions in one expression (the service's limit).</summary>
    public const int OperatorsMax = 300;

    /// <summary>Operands of IN (the service's limit).</summary>
    public const int InOperandsMax = 100;

    /// <summary>Bytes of a placeholder, with its # or : (the service's limit).</summary>
    public const int PlaceholderBytesMax = 255;

    /// <summary>Bytes of all names and values of a request (the service's limit).</summary>
    public const int PlaceholdersBytesMax = 2 * 1024 * 1024;

    /// <summary>Elements of a document path: an attribute and 32 levels below it.</summary>
    public const int PathElementsMax = 1 + Documents.DocumentBuilder.NestingMax;

    /// <summary>Parentheses, NOTs and functions inside each other.</summary>
    public const int NestingMax = 128;
}
