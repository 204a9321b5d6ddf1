using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Sizes;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Requests;

namespace Ballast.Router.Data;

/// <summary>Parses the expressions of a request into its context. A part is skipped where its member is absent.</summary>
internal static class ExpressionParts
{
    /// <summary>Takes the placeholders and parses the known expressions; every placeholder must have been used then.</summary>
    public static ApiError? Parse(DataContext context, ExpressionMembers known)
    {
        var request = context.Request;
        if (TakePlaceholders(context, hasValues: request.HasValues && (known & ExpressionMembers.WithValues) != ExpressionMembers.None) is { } invalid)
            return invalid;
        var sent = request.Expressions & known;
        return (Has(sent, ExpressionMembers.Update) ? Update(context, request.Update!.Value) : null)
            ?? (Has(sent, ExpressionMembers.Condition) ? Condition(context, request.Condition!.Value) : null)
            ?? (Has(sent, ExpressionMembers.KeyCondition) ? KeyCondition(context, request.KeyCondition!.Value) : null)
            ?? (Has(sent, ExpressionMembers.Filter) ? Filter(context, request.Filter!.Value) : null)
            ?? (Has(sent, ExpressionMembers.Projection) ? Projection(context, request.Projection!.Value) : null)
            ?? Of(context.Placeholders.UnusedError());
    }

    private static ApiError? TakePlaceholders(DataContext context, bool hasValues)
    {
        var request = context.Request;
        if (request.NullName is { } placeholder)
            return InvalidName("null", placeholder);
        if (request is { HasNames: true, Names.Count: 0 })
            return ApiErrors.Validation("ExpressionAttributeNames must not be empty");
        var namesBytes = request.NamesBytes;
        if (namesBytes > ExpressionLimits.PlaceholdersBytesMax)
            return ApiErrors.Validation("ExpressionAttributeNames exceeds max size");
        if ((Of(context.TakeNames()) ?? CheckNames(request)) is { } name)
            return name;
        if (!hasValues)
            return null;
        if (new DocumentView(request.Values.Written).Count == 0)
            return ApiErrors.Validation("ExpressionAttributeValues must not be empty");
        var valuesBytes = ItemSize.Of(new DocumentView(request.Values.Written));
        if (valuesBytes > ExpressionLimits.PlaceholdersBytesMax)
            return ApiErrors.Validation("ExpressionAttributeValues exceeds max size");
        if ((Of(context.TakeValues()) ?? request.ValuesProblem) is { } value)
            return value;
        return namesBytes + valuesBytes > ExpressionLimits.PlaceholdersBytesMax
            ? ApiErrors.Validation("Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size")
            : null;
    }

    private static ApiError? CheckNames(DataRequest request)
    {
        foreach (var (placeholder, name) in request.Names)
            if (name.Length is 0 or > BodyReader.AttributeNameBytesMax)
                return InvalidName(name.IsEmpty ? "Empty attribute name" : ValueTexts.NameTooLong, placeholder);
        return null;
    }

    private static ApiError InvalidName(string problem, ReadOnlyMemory<byte> placeholder) =>
        ApiErrors.Validation($"ExpressionAttributeNames contains invalid value: {problem} for key {Encoding.UTF8.GetString(placeholder.Span)}");

    private static ApiError? Update(DataContext context, ReadOnlyMemory<byte> text)
    {
        UpdateExpression.TryParse(text, context.Placeholders, out var parsed, out var error);
        context.Update = parsed;
        return Of(error);
    }

    private static ApiError? Condition(DataContext context, ReadOnlyMemory<byte> text)
    {
        ConditionExpression.TryParse(ExpressionKind.Condition, text, context.Placeholders, out var parsed, out var error);
        context.Condition = parsed;
        return Of(error);
    }

    private static ApiError? KeyCondition(DataContext context, ReadOnlyMemory<byte> text)
    {
        KeyConditionExpression.TryParse(text, context.Placeholders, out var parsed, out var error);
        context.KeyCondition = parsed;
        return Of(error);
    }

    private static ApiError? Filter(DataContext context, ReadOnlyMemory<byte> text)
    {
        ConditionExpression.TryParse(ExpressionKind.Filter, text, context.Placeholders, out var parsed, out var error);
        context.Filter = parsed;
        return Of(error);
    }

    private static ApiError? Projection(DataContext context, ReadOnlyMemory<byte> text)
    {
        ProjectionExpression.TryParse(text, context.Placeholders, out var parsed, out var error);
        context.Projection = parsed;
        return Of(error);
    }

    private static bool Has(ExpressionMembers all, ExpressionMembers one) => (all & one) != ExpressionMembers.None;

    private static ApiError? Of(ExpressionError? error) => error is null ? null : ApiErrors.Validation(error.Message);
}
