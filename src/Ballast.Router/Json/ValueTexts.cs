using Ballast.Model.Documents;
using Ballast.Model.Numbers;
using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>What the API says of values that it cannot take.</summary>
internal static class ValueTexts
{
    private const string Invalid = "One or more parameter values were invalid: ";

    public static ApiError EmptyValue { get; } =
        ApiErrors.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");

    public static ApiError SeveralTypes { get; } =
        ApiErrors.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");

    public static ApiError NullNotTrue { get; } =
        ApiErrors.Validation(Invalid + "Null attribute value types must have the value of true");

    public static ApiError EmptyAttributeName { get; } =
        ApiErrors.Validation(Invalid + "Empty attribute name");

    public static ApiError AttributeNameTooLong { get; } =
        ApiErrors.Validation(Invalid + "Attribute name is too large, must be less than 65536 bytes");

    public static ApiError BadBase64 { get; } =
        ApiErrors.Serialization("The Blob contains invalid base64 data");

    public static ApiError Number(NumberParse problem, string text) => ApiErrors.Validation(problem switch
    {
        NumberParse.TooManyDigits => "Attempting to store more than 38 significant digits in a Number",
        NumberParse.Overflow => "Number overflow. Attempting to store a number with magnitude larger than supported range",
        NumberParse.Underflow => "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        _ => text.Length == 0 ? "The parameter cannot be converted to a numeric value" : $"The parameter cannot be converted to a numeric value: {text}",
    });

    public static ApiError Document(DocumentProblem problem, ValueTag set) => problem switch
    {
        DocumentProblem.DuplicateSetElement => ApiErrors.Validation(Invalid + "Input collection contains duplicates."),
        DocumentProblem.EmptySet => ApiErrors.Validation(Invalid + set switch
        {
            ValueTag.StringSet => "An string set  may not be empty",
            ValueTag.NumberSet => "An number set  may not be empty",
            _ => "Binary sets should not be empty",
        }),
        DocumentProblem.NestingTooDeep =>
            ApiErrors.Validation("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"),
        _ => ApiErrors.Serialization("A map names one member twice"),
    };
}
