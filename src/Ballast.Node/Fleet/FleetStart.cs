using System.Runtime.ExceptionServices;

using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

using Microsoft.Extensions.Logging;

namespace Ballast.Node.Fleet;

/// <summary>Opens the storage nodes of one process, and begins anew with one whose memory is damaged where the others have all that it had.</summary>
public static partial class FleetStart
{
    /// <summary>Opens a node for each disk.</summary>
    /// <param name="disks">The nodes' directories.</param>
    /// <param name="open">Opens one, of a cluster where that is known.</param>
    /// <param name="log">Hears of what was lost.</param>
    /// <exception cref="IOException">What keeps a node from opening, where the others do not make up for it; every directory is as it was.</exception>
    public static IReadOnlyList<StorageNode> Open(IReadOnlyList<IDisk> disks, Func<int, Guid?, StorageNode> open, ILogger log)
    {
        var nodes = new StorageNode?[disks.Count];
        var failures = new (int Index, Exception Why)?[disks.Count];
        foreach (var disk in disks)
            NodeIdentity.RefuseStrangers(disk);
        var cluster = disks.Select(TryReadCluster).FirstOrDefault(static id => id is not null);
        for (var i = 0; i < disks.Count; i++)
            try
            {
                nodes[i] = open(i, cluster);
                cluster ??= nodes[i]!.Identity.ClusterId;
            }
            catch (Exception e) when (disks.Count > 1 && IsDamage(e))
            {
                failures[i] = (i, e);
            }
        StorageNode[] whole = [.. nodes.OfType<StorageNode>()];
        foreach (var failure in failures)
            if (failure is { } failed)
            {
                if (!whole.Any(static node => node.HasHistory) || !StorageNode.TreesIn(disks[failed.Index]).All(group => Decides(whole, group)))
                {
                    foreach (var node in whole)
                        node.Abandon();
                    ExceptionDispatchInfo.Throw(failed.Why);
                }
                LogBegunAnew(log, failed.Index + 1, failed.Why);
                StorageNode.Wipe(disks[failed.Index]);
                nodes[failed.Index] = open(failed.Index, cluster);
            }
        return nodes!;
    }

    private static Guid? TryReadCluster(IDisk disk)
    {
        try
        {
            return NodeIdentity.TryRead(disk)?.ClusterId;
        }
        catch (NodeDamagedException)
        {
            return null;
        }
    }

    /// <summary>Whether these nodes decide for a group by themselves, and so have everything that was acknowledged in it.</summary>
    internal static bool Decides(StorageNode[] nodes, GroupId group)
    {
        var config = nodes.Select(node => node.ConfigOf(group)).Where(static config => config is not null).MaxBy(static config => config!.Epoch);
        return config is not null
            && config.Voters.Count(voter => Array.Exists(nodes, node => node.Identity.Node == voter.Node && node.ConfigOf(group) is not null)) >= config.Majority;
    }

    /// <summary>Whether a node that does not open has lost something that it once promised. A newer release's data is no damage.</summary>
    internal static bool IsDamage(Exception e) => e is LogCorruptException or LogGapException or LogMissingException or TreeCorruptException
        or TreeMissingException or PageCorruptException or NodeDamagedException;

    [LoggerMessage(Level = LogLevel.Critical, Message = "Node {Node} has lost its memory and begins anew: the others have everything that it had, and it is copied from them.")]
    private static partial void LogBegunAnew(ILogger logger, int node, Exception why);
}
