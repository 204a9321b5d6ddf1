using System.Net;

namespace Ballast.Conformance.Infrastructure;

/// <summary>Asserts that a call is refused with the documented error, and that its message names the right thing.</summary>
public static class Refused
{
    public static Task<AmazonDynamoDBException> AsInvalidAsync(Func<Task> call, params string[] messageParts) =>
        WithCodeAsync("ValidationException", call, messageParts);

    public static async Task<AmazonDynamoDBException> WithCodeAsync(string errorCode, Func<Task> call, params string[] messageParts)
    {
        var refusal = await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(call);
        Assert.Equal((errorCode, HttpStatusCode.BadRequest), (refusal.ErrorCode, refusal.StatusCode));
        foreach (var part in messageParts)
            Assert.Contains(part, refusal.Message, StringComparison.OrdinalIgnoreCase);
        return refusal;
    }

    public static Task AsMissingTableAsync(Func<Task> call) =>
        WithCodeAsync("ResourceNotFoundException", call);

    /// <summary>A condition that did not hold; the answer carries the item only where it was asked for.</summary>
    public static async Task<ConditionalCheckFailedException> ByConditionAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<ConditionalCheckFailedException>(call);
        Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
        return refusal;
    }
}
