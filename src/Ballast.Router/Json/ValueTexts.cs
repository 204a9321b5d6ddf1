using Ballast.Model.Documents;
using Ballast.Model.Numbers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>What the API says of values that it cannot take.</summary>
internal static class ValueTexts
{
    public const string NameTooLong = "Attribute name is too large, must be less than 65536 bytes";
    private const string Invalid = "One or more parameter values were invalid: ";

    public static ApiError EmptyValue { get; } =
        ApiErrors.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");

    public static ApiError SeveralTypes { get; } =
        ApiErrors.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");

    public static ApiError NullNotTrue { get; } =
        ApiErrors.Validation(Invalid + "Null attribute value types must have the value of true");

    public static ApiError EmptyAttributeName { get; } =
        ApiErrors.Validation("Empty attribute name");

    public static ApiError AttributeNameTooLong { get; } =
        ApiErrors.Validation(Invalid + NameTooLong);

    public static ApiError Number(NumberParse problem, string text) => ApiErrors.Validation(problem switch
    {
        NumberParse.TooManyDigits => "Attempting to store more than 38 significant digits in a Number",
        NumberParse.Overflow => "Number overflow. Attempting to store a number with magnitude larger than supported range",
        NumberParse.Underflow => "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        _ => text.Length == 0 ? "The parameter cannot be converted to a numeric value" : $"The parameter cannot be converted to a numeric value: {ShownText.Of(text)}",
    });

    public static ApiError NestingTooDeep { get; } =
        ApiErrors.Validation("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");

    public static ApiError DuplicateName { get; } = ApiErrors.Serialization("A map names one member twice");

    public static ApiError EmptySet(ValueTag set) => ApiErrors.Validation(Invalid + set switch
    {
        ValueTag.StringSet => "An string set  may not be empty",
        ValueTag.NumberSet => "An number set  may not be empty",
        _ => "Binary sets should not be empty",
    });

    /// <param name="set">The set's type.</param>
    /// <param name="elements">Its elements as they were sent, with commas between them.</param>
    public static ApiError DuplicateElements(ValueTag set, string elements) => ApiErrors.Validation(set switch
    {
        ValueTag.StringSet => $"{Invalid}Input collection [{elements}] contains duplicates.",
        ValueTag.NumberSet => "Input collection contains duplicates",
        _ => $"{Invalid}Input collection [{elements}]of type BS contains duplicates.",
    });

    /// <summary>A value of ExpressionAttributeValues.</summary>
    public static ApiError OfPlaceholder(ApiError problem, string placeholder) =>
        problem with { Message = $"ExpressionAttributeValues contains invalid value: {problem.Message} for key {placeholder}" };

    /// <summary>A value of ExclusiveStartKey. The service puts words before some of its texts and not before others.</summary>
    public static ApiError OfStartKey(ApiError problem) =>
        problem == EmptyValue || problem == SeveralTypes || problem == NullNotTrue
        || problem == EmptySet(ValueTag.StringSet) || problem == EmptySet(ValueTag.BinarySet)
            ? problem with { Message = "The provided starting key is invalid: " + problem.Message }
            : problem;
}
