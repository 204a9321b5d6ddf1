using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Fleet;

using Microsoft.Extensions.Logging;

namespace Ballast.AutoAdmin;

/// <summary>Deletes what the nodes of this process hold of groups that are in no table.</summary>
/// <remarks>
/// A group's table is stored before the group is made and until it is gone, and no group is made twice. So one that was here before the system table
/// was read, and is in no table there, is nobody's: left by a creation that another has taken over, or by a deletion that did not reach this node.
/// </remarks>
internal sealed partial class GroupReclaim(IStorage storage, SystemTable system, TableCatalog catalog, ILogger log)
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private TimeSpan _due = Period;

    public bool IsDue(TimeSpan now) => now >= _due;

    /// <summary>A group may have been left just now.</summary>
    public void Hasten() => _due = TimeSpan.Zero;

    /// <exception cref="SystemTableException">The system table cannot be read, or is older than the groups here.</exception>
    public async Task RunAsync(TimeSpan now)
    {
        _due = now + Period;
        // First what is here, then what belongs to a table.
        var unknown = storage.LocalGroups.Except(catalog.Snapshot.InNameOrder.Select(static table => table.Group)).Where(static group => group != GroupId.Root).ToList();
        if (unknown.Count == 0)
            return;
        var newest = await system.NewestGroupAsync();
        var known = (await system.ReadAllAsync()).ConvertAll(static table => table.Group);
        foreach (var group in unknown.Except(known))
            await DropAsync(group, newest);
    }

    private async Task DropAsync(GroupId group, GroupId newest)
    {
        if (group.Value > newest.Value)
            throw new SystemTableException($"The system table has never given out group {group.Value}, which the node has: its newest part is missing.");
        LogReclaimed(log, group.Value);
        if (await storage.DropLocalAsync(group) is var outcome and not CallOutcome.Done)
        {
            Hasten();
            LogKept(log, group.Value, outcome);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group {Group} belongs to no table and is deleted.")]
    private static partial void LogReclaimed(ILogger logger, ulong group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group {Group} could not be deleted now ({Outcome}). It is tried again.")]
    private static partial void LogKept(ILogger logger, ulong group, CallOutcome outcome);
}
