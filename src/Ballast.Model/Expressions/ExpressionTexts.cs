using System.Text;
using Ballast.Model.Documents;
using Ballast.Model.Numbers;

namespace Ballast.Model.Expressions;

/// <summary>Every text with which an expression is refused. The wording is the service's where it is known.</summary>
internal static class ExpressionTexts
{
    public static string KindOf(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Condition => "ConditionExpression",
        ExpressionKind.Filter => "FilterExpression",
        ExpressionKind.KeyCondition => "KeyConditionExpression",
        ExpressionKind.Projection => "ProjectionExpression",
        ExpressionKind.Update => "UpdateExpression",
        _ => throw Invariant.Unreachable("an expression of no kind"),
    };

    public static ExpressionError Invalid(ExpressionKind kind, string what) => new($"Invalid {KindOf(kind)}: {what}");

    public const string Empty = "The expression can not be empty;";
    public const string RedundantParentheses = "The expression has redundant parentheses;";

    public static string TooLong(int bytes) => $"Expression size has exceeded the maximum allowed size; expression size: {bytes}";

    public static string Syntax(string token, string near) => $"Syntax error; token: \"{token}\", near: \"{near}\"";

    public static string Reserved(string name) => $"Attribute name is a reserved keyword; reserved keyword: {name}";

    public static string UndefinedName(string name) =>
        $"An expression attribute name used in the document path is not defined; attribute name: {name}";

    public static string UndefinedValue(string name) =>
        $"An expression attribute value used in expression is not defined; attribute value: {name}";

    public static string UnknownFunction(string name) => $"Invalid function name; function: {name}";

    public static string NotInUpdate(string function) => $"The function is not allowed in an update expression; function: {function}";

    public static string NotInCondition(string function) => $"The function is not allowed in a condition expression; function: {function}";

    public static string MisusedFunction(string function) =>
        $"The function is not allowed to be used this way in an expression; function: {function}";

    public static string OperandCount(string function, int count) =>
        $"Incorrect number of operands for operator or function; operator or function: {function}, number of operands: {count}";

    public static string OperandType(string function, ValueTag tag) =>
        $"Incorrect operand type for operator or function; operator or function: {function}, operand type: {ValueTags.NameOf(tag)}";

    /// <summary>For an operand whose type only an item tells.</summary>
    public static string OperandOfAnyType(string function) =>
        $"Incorrect operand type for operator or function; operator or function: {function}, operand type: {{NS,SS,L,BS,N,M,B,BOOL,NULL,S}}";

    public static string SectionOperandType(string section, ValueTag tag) =>
        $"Incorrect operand type for operator or function; operator: {section}, operand type: {LongNameOf(tag)}, typeSet: ALLOWED_FOR_{section}_OPERAND";

    public static string PathRequired(string function) =>
        $"Operator or function requires a document path; operator or function: {function}";

    public static string NotDistinct(string function, string path) =>
        $"The first operand must be distinct from the remaining operands for this operator or function; operator: {function}, first operand: {path}";

    public static string InvalidTypeName(string name) =>
        $"Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}";

    public static string BetweenTypes(ValueView low, ValueView high) =>
        $"The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: {Shown(low)}, upper bound operand: {Shown(high)}";

    public static string BetweenOrder(ValueView low, ValueView high) =>
        $"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: {Shown(low)}, upper bound operand: {Shown(high)}";

    public static string TooManyInOperands(int count) => $"The IN operator is provided with too many operands; number of operands: {count}";

    public static string TooManyOperators(int limit) => $"The expression contains too many operators and functions; the maximum is {limit}";

    public static string NestedTooDeep(int limit) => $"The expression is nested too deeply; the maximum number of levels is {limit}";

    public static string PathTooDeep(int elements) => $"The document path has too many nesting levels; nesting levels: {elements}";

    public static string IndexTooLarge(string index) => $"List index is not within the allowable range; index: [{index}]";

    public static string Overlap(string one, string two) =>
        $"Two document paths overlap with each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}";

    public static string Conflict(string one, string two) =>
        $"Two document paths conflict with each other; must remove or rewrite one of these paths; path one: {one}, path two: {two}";

    public static string SectionTwice(string section) => $"The \"{section}\" section can only be used once in an update expression;";

    // Placeholders of the whole request.
    public static ExpressionError InvalidNameKey(string key) => new($"ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"");

    public static ExpressionError InvalidValueKey(string key) => new($"ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"");

    public static ExpressionError NameKeyTooLong(int bytes) =>
        new($"ExpressionAttributeNames contains invalid key: Expression attribute name must have length less than or equal to {ExpressionLimits.PlaceholderBytesMax}; length: {bytes}");

    public static ExpressionError ValueKeyTooLong(int bytes) =>
        new($"ExpressionAttributeValues contains invalid key: Expression attribute value must have length less than or equal to {ExpressionLimits.PlaceholderBytesMax}; length: {bytes}");

    public static ExpressionError UnusedNames(string keys) => new($"Value provided in ExpressionAttributeNames unused in expressions: keys: {{{keys}}}");

    public static ExpressionError UnusedValues(string keys) => new($"Value provided in ExpressionAttributeValues unused in expressions: keys: {{{keys}}}");

    // Key conditions.
    public static ExpressionError KeyOperator(string name) => new($"Invalid operator used in KeyConditionExpression: {name}");

    public static ExpressionError KeyTwoNames { get; } =
        new("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");

    public static ExpressionError KeyNoName { get; } = new("Invalid condition in KeyConditionExpression: No key attribute specified");

    public static ExpressionError KeyNotFirst(string function) =>
        new($"Invalid condition in KeyConditionExpression: {function} operator must have the key attribute as its first operand");

    public static ExpressionError KeyNestedPath { get; } = new("KeyConditionExpressions cannot have conditions on nested attributes");
    public static ExpressionError KeyNestedOperation { get; } = new("KeyConditionExpressions cannot contain nested operations");
    public static ExpressionError KeyTwoConditions { get; } = new("KeyConditionExpressions must only contain one condition per key");
    public static ExpressionError KeyNotSupported { get; } = new("Query key condition not supported");

    public static ExpressionError KeyTypeMismatch { get; } =
        new("One or more parameter values were invalid: Condition parameter type does not match schema type");

    public static ExpressionError KeyClauseCount(int clauses, int parts) =>
        new($"The number of query conditions ({clauses}) exceeds the number of key attributes defined in the schema ({parts})");

    public static ExpressionError KeyMissed(string name) => new($"Query condition missed key schema element: {name}");

    public static ExpressionError KeyNotIndexable { get; } = new("Attempted conditional constraint is not an indexable operation");

    // While an update runs.
    public static ExpressionError ChangeType { get; } = new("Type mismatch for attribute to update");
    public static ExpressionError UpdatePath { get; } = new("The document path provided in the update expression is invalid for update");
    public static ExpressionError UpdateType { get; } = new("An operand in the update expression has an incorrect data type");
    public static ExpressionError UpdateMissing { get; } = new("The provided expression refers to an attribute that does not exist in the item");
    public static ExpressionError UpdateNesting { get; } = new("Nesting Levels have exceeded supported limits");

    public static ExpressionError Number(NumberParse problem) => problem switch
    {
        NumberParse.Overflow => NumberOverflow,
        NumberParse.Underflow => NumberUnderflow,
        _ => NumberDigits,
    };

    private static ExpressionError NumberOverflow { get; } =
        new("Number overflow. Attempting to store a number with magnitude larger than supported range");

    private static ExpressionError NumberUnderflow { get; } =
        new("Number underflow. Attempting to store a number with magnitude smaller than supported range");

    private static ExpressionError NumberDigits { get; } = new("Attempting to store more than 38 significant digits in a Number");

    private static string LongNameOf(ValueTag tag) => tag switch
    {
        ValueTag.String => "STRING",
        ValueTag.Number => "NUMBER",
        ValueTag.Binary => "BINARY",
        ValueTag.StringSet => "STRING_SET",
        ValueTag.NumberSet => "NUMBER_SET",
        ValueTag.BinarySet => "BINARY_SET",
        ValueTag.Map => "MAP",
        ValueTag.List => "LIST",
        ValueTag.Null => "NULL",
        _ => "BOOLEAN",
    };

    private static string Shown(ValueView value) => $"AttributeValue: {{{ValueTags.NameOf(value.Tag)}:{Content(value)}}}";

    private static string Content(ValueView value)
    {
        if (value.Tag != ValueTag.Number)
            return value.IsScalarOfOrder ? Encoding.UTF8.GetString(value.AsOrderedBytes) : "";
        Span<byte> text = stackalloc byte[NumberText.TextBytesMax];
        return Encoding.ASCII.GetString(text[..NumberText.Format(value.AsNumber, text)]);
    }
}
