using Ballast.Model.Documents;
using Ballast.Router.Errors;

namespace Ballast.Router.Legacy;

/// <summary>What the API says of the parameters from before expressions.</summary>
internal static class LegacyTexts
{
    private const string Invalid = "One or more parameter values were invalid: ";

    public static ApiError OperatorWithoutConditions { get; } =
        ApiErrors.Validation("ConditionalOperator cannot be used without Filter or Expected");

    public static ApiError OperatorOfOne { get; } =
        ApiErrors.Validation("ConditionalOperator can only be used when Filter or Expected has two or more elements");

    public static ApiError DifferentTypes { get; } =
        ApiErrors.Validation(Invalid + "AttributeValues inside AttributeValueList must be of same type");

    public static ApiError EmptyRange { get; } =
        ApiErrors.Validation("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");

    public static ApiError KeyConditionCount { get; } = ApiErrors.Validation("Conditions can be of length 1 or 2 only");

    public static ApiError UpdateWithoutValue { get; } =
        ApiErrors.Validation(Invalid + "Only DELETE action is allowed when no attribute value is specified");

    public static ApiError NamesWithoutExpression { get; } =
        ApiErrors.Validation("ExpressionAttributeNames can only be specified when using expressions");

    public static ApiError Mixed(string legacy, string expressions) => ApiErrors.Validation(
        $"Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {{{legacy}}} Expression parameters: {{{expressions}}}");

    public static ApiError ValuesWithoutExpression(string reason) =>
        ApiErrors.Validation("ExpressionAttributeValues can only be specified when using expressions: " + reason);

    public static ApiError DuplicateName(string name) => ApiErrors.Validation($"{Invalid}Duplicate value in attribute name: {name}");

    public static ApiError NullExpected(string attribute) =>
        ApiErrors.Validation($"{Invalid}ExpectedAttributeValue must not be null for Attribute: {attribute}");

    public static ApiError NullCondition(string attribute) =>
        ApiErrors.Validation($"The filter condition for an attribute cannot be null: {attribute}");

    public static ApiError TooMany(int count) => ApiErrors.Validation(
        $"{Invalid}{count} conditions in one parameter are more than the {LegacyConditions.CountMax} that Ballast supports");

    public static ApiError ExistsAndOperator(string attribute) => Pair("Exists and ComparisonOperator", attribute);

    public static ApiError ValueAndList(string attribute) => Pair("Value and AttributeValueList", attribute);

    public static ApiError ListWithoutOperator(string attribute) =>
        ApiErrors.Validation($"{Invalid}AttributeValueList can only be used with a ComparisonOperator for Attribute: {attribute}");

    public static ApiError OperatorWithoutValue(string comparison, string attribute) => ApiErrors.Validation(
        $"{Invalid}Value or AttributeValueList must be used with ComparisonOperator: {comparison} for Attribute: {attribute}");

    public static ApiError ValueMissing(bool? exists, string attribute) => ApiErrors.Validation(
        $"{Invalid}Value must be provided when Exists is {(exists is null ? "null" : "true")} for Attribute: {attribute}");

    public static ApiError ValueNotExpected(string attribute) =>
        ApiErrors.Validation($"{Invalid}Value cannot be used when Exists is false for Attribute: {attribute}");

    public static ApiError OperandCount(string comparison) =>
        ApiErrors.Validation($"{Invalid}Invalid number of argument(s) for the {comparison} ComparisonOperator");

    public static ApiError OperandType(string comparison, ValueTag tag) => ApiErrors.Validation(
        $"{Invalid}ComparisonOperator {comparison} is not valid for {ValueTags.NameOf(tag)} AttributeValue type");

    public static ApiError AddType(ValueTag tag) =>
        ApiErrors.Validation($"{Invalid}ADD action is not supported for the type {ValueTags.NameOf(tag)}");

    public static ApiError DeleteType(ValueTag tag) =>
        ApiErrors.Validation($"{Invalid}DELETE action with value is not supported for the type {ValueTags.NameOf(tag)}");

    private static ApiError Pair(string members, string attribute) =>
        ApiErrors.Validation($"{Invalid}{members} cannot be used together for Attribute: {attribute}");
}
