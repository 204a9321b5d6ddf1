namespace Ballast.Durability.Servers;

/// <summary>A volume for each node of a cluster.</summary>
public sealed class PowerVolumes : IDisposable
{
    private readonly List<PowerVolume> _volumes = [];

    private PowerVolumes()
    {
    }

    public IReadOnlyList<PowerVolume> All => _volumes;

    /// <summary>One for each node; null, with the reason in one line, where this machine does not allow it.</summary>
    public static PowerVolumes? TryCreate(out string whyNot)
    {
        var volumes = new PowerVolumes();
        whyNot = "";
        while (volumes.All.Count < PowerCluster.NodeCount)
        {
            if (PowerVolume.TryCreate(out whyNot) is { } volume)
                volumes._volumes.Add(volume);
            else
            {
                volumes.Dispose();
                return null;
            }
        }
        return volumes;
    }

    public void Dispose()
    {
        foreach (var volume in _volumes)
            volume.Dispose();
    }
}
