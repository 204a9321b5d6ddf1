using System.Net;

namespace Ballast.Conformance.Order;

/// <summary>Requests with faults, and the words of the one that must be told.</summary>
internal static class Faults
{
    /// <summary>Sends the request, whose $TABLE is the table's name, and looks for the words in its ValidationException.</summary>
    public static async Task AreToldAsync(TableFixture table, string operation, string request, string words)
    {
        var answer = await new Wire(table.Server).SendAsync(operation, request.Replace("$TABLE", table.Name, StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        Assert.Contains(words, answer.ErrorMessage, StringComparison.Ordinal);
    }
}
