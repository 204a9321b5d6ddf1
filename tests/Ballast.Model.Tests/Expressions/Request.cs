using System.Text;
using System.Text.Json;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;

namespace Ballast.Model.Tests.Expressions;

/// <summary>The placeholders of a request, and its expressions by their text.</summary>
internal sealed class Request
{
    public Placeholders Placeholders { get; } = new();

    public static Request With(string values = "", string names = "")
    {
        var request = new Request();
        if (names.Length > 0)
        {
            foreach (var name in names.Split(','))
                Assert.Null(request.Placeholders.AddName(Encoding.UTF8.GetBytes(name.Split('=')[0]), Encoding.UTF8.GetBytes(name.Split('=')[1])));
        }
        if (values.Length > 0)
        {
            using var json = JsonDocument.Parse(values.Replace('\'', '"'));
            foreach (var property in json.RootElement.EnumerateObject())
                Assert.Null(request.Placeholders.AddValue(Encoding.UTF8.GetBytes(property.Name), DynamoJson.Value(property.Value.GetRawText())));
        }
        return request;
    }

    public ConditionExpression Condition(string text, ExpressionKind kind = ExpressionKind.Condition)
    {
        Assert.True(ConditionExpression.TryParse(kind, Encoding.UTF8.GetBytes(text), Placeholders, out var expression, out var error), error?.Message);
        return expression;
    }

    public string ConditionError(string text, ExpressionKind kind = ExpressionKind.Condition)
    {
        Assert.False(ConditionExpression.TryParse(kind, Encoding.UTF8.GetBytes(text), Placeholders, out _, out var error), "parsed: " + text);
        return error!.Message;
    }

    public ProjectionExpression Projection(string text)
    {
        Assert.True(ProjectionExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out var expression, out var error), error?.Message);
        return expression;
    }

    public string ProjectionError(string text)
    {
        Assert.False(ProjectionExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out _, out var error), "parsed: " + text);
        return error!.Message;
    }

    public UpdateExpression Update(string text)
    {
        Assert.True(UpdateExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out var expression, out var error), error?.Message);
        return expression;
    }

    public string UpdateError(string text)
    {
        Assert.False(UpdateExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out _, out var error), "parsed: " + text);
        return error!.Message;
    }

    /// <summary>The item after the update, or the error's text.</summary>
    public string Updated(string text, string item)
    {
        using var target = new DocumentBuilder();
        var error = Update(text).Apply(new DocumentView(DynamoJson.Document(item)), target);
        if (error is not null)
            return error.Message;
        Assert.True(DocumentVerifier.Verify(target.Written));
        return DynamoJson.Text(target.Written);
    }

    public KeyCondition KeyCondition(string text, KeySchema schema)
    {
        Assert.True(KeyConditionExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out var expression, out var error), error?.Message);
        Assert.Null(expression.Collect());
        Assert.True(expression.TryMatch(schema, out var condition, out error), error?.Message);
        return condition;
    }

    public string KeyConditionError(string text, KeySchema schema)
    {
        if (!KeyConditionExpression.TryParse(Encoding.UTF8.GetBytes(text), Placeholders, out var expression, out var error))
            return error.Message;
        if (expression.Collect() is { } wrong)
            return wrong.Message;
        Assert.False(expression.TryMatch(schema, out _, out error), "matched: " + text);
        return error.Message;
    }
}
