namespace Ballast.Chaos.Faults;

/// <summary>What happens to nodes.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL, and a start a while later.</summary>
    Kill,

    /// <summary>SIGTERM, and a start a while later.</summary>
    Stop,

    /// <summary>Every node in turn is stopped and started.</summary>
    Roll,

    /// <summary>SIGSTOP for longer than the lease, and SIGCONT.</summary>
    Pause,

    /// <summary>No node and this one hear each other.</summary>
    CutNode,

    /// <summary>The node does not hear the others.</summary>
    CutInward,

    /// <summary>The others do not hear the node.</summary>
    CutOutward,
    CutZone,

    /// <summary>The others do not hear the zone.</summary>
    CutZoneOutward,

    /// <summary>Clients do not reach the node; nodes do.</summary>
    CutClients,
    FullDisk,
    SlowDisk,
    ClockStep,

    /// <summary>The node's memory is bounded a little above what it has.</summary>
    BoundMemory,

    /// <summary>Killed, and started with an empty directory.</summary>
    Wipe,
}
