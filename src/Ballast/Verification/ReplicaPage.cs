using System.Globalization;
using System.Net;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Fleet;

namespace Ballast.Verification;

/// <summary>GET /replicas: what each replica of each group holds, in lines for <see cref="VerifyCommand"/>. Only for this machine.</summary>
/// <remarks>A line is <c>group node slot items checksum</c>, or <c>group node -</c> where the node has no replica in service.</remarks>
internal sealed class ReplicaPage(StorageFleet fleet, TableCatalog catalog)
{
    public const string Path = "/replicas";
    private const int TriesMax = 20;

    /// <summary>True when the request was for this page, and is answered.</summary>
    public async ValueTask<bool> AnswersAsync(HttpContext http)
    {
        if (http.Request.Path != Path || !HttpMethods.IsGet(http.Request.Method))
            return false;
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (http.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("Only for this machine.\n");
            return true;
        }
        foreach (var group in fleet.LocalGroups.Concat(catalog.Snapshot.InNameOrder.Select(static table => table.Group)).Distinct().Order())
            await WriteAsync(http.Response, group);
        return true;
    }

    // Under writes the replicas stand at other slots from one moment to the next; a few looks find them at the same one.
    private async Task WriteAsync(HttpResponse response, GroupId group)
    {
        var report = await fleet.CompareAsync(group);
        for (var tries = 1; report.IsMoving && tries < TriesMax; tries++)
            report = await fleet.CompareAsync(group);
        foreach (var (node, replica) in report.Replicas)
            await response.WriteAsync(replica is { } held
                ? string.Create(CultureInfo.InvariantCulture, $"{group.Value} {node.Value} {held.Slot.Value} {held.Checksum.Items} {held.Checksum.Sum:x16}\n")
                : string.Create(CultureInfo.InvariantCulture, $"{group.Value} {node.Value} -\n"));
    }
}
