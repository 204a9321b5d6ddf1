using Ballast.Processes;

namespace Ballast.Durability.Servers;

/// <summary>Takes the power from servers at one instant, each with a file system of its own.</summary>
internal static class PowerCut
{
    /// <summary>Returns when they are gone, and what they left can be started from.</summary>
    // Frozen first: a real process does not live to see its file system without power, and must not answer from it.
    public static async Task StrikeAsync(IReadOnlyList<(ServerProcess Server, PowerVolume Volume)> struck)
    {
        await Task.WhenAll(struck.Select(static one => one.Server.FreezeAsync()));
        foreach (var (_, volume) in struck)
            volume.CutPower();
        await Task.WhenAll(struck.Select(static one => one.Server.KillAsync()));
        foreach (var (_, volume) in struck)
            volume.Remount();
    }
}
