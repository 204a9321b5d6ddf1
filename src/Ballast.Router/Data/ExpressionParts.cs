using Ballast.Model.Expressions;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>Parses the expressions of a request into its context. Each part is skipped where its member is absent.</summary>
internal static class ExpressionParts
{
    /// <summary>Takes the placeholders.</summary>
    public static ApiError? Begin(DataContext context)
    {
        var request = context.Request;
        if (request is { HasNames: true, Names.Count: 0 })
            return ApiErrors.Validation("ExpressionAttributeNames must not be empty");
        if (request.HasValues && new Model.Documents.DocumentView(request.Values.Written).Count == 0)
            return ApiErrors.Validation("ExpressionAttributeValues must not be empty");
        return context.TakePlaceholders();
    }

    public static ApiError? Condition(DataContext context)
    {
        if (context.Request.Condition is not { } text)
            return null;
        ConditionExpression.TryParse(ExpressionKind.Condition, text, context.Placeholders, out var parsed, out var error);
        context.Condition = parsed;
        return Of(error);
    }

    public static ApiError? Filter(DataContext context)
    {
        if (context.Request.Filter is not { } text)
            return null;
        ConditionExpression.TryParse(ExpressionKind.Filter, text, context.Placeholders, out var parsed, out var error);
        context.Filter = parsed;
        return Of(error);
    }

    public static ApiError? Projection(DataContext context)
    {
        if (context.Request.Projection is not { } text)
            return null;
        ProjectionExpression.TryParse(text, context.Placeholders, out var parsed, out var error);
        context.Projection = parsed;
        return Of(error);
    }

    public static ApiError? Update(DataContext context)
    {
        if (context.Request.Update is not { } text)
            return null;
        UpdateExpression.TryParse(text, context.Placeholders, out var parsed, out var error);
        context.Update = parsed;
        return Of(error);
    }

    /// <summary>After all expressions: every placeholder must have been used.</summary>
    public static ApiError? End(DataContext context) => Of(context.Placeholders.UnusedError());

    private static ApiError? Of(ExpressionError? error) => error is null ? null : ApiErrors.Validation(error.Message);
}
