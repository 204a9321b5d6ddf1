using Ballast.Node.Copies;
using Ballast.Node.Links;

namespace Ballast.Transport.Connections;

/// <summary>What a connection carries. Each lane has one of its own to each peer, so that nothing waits behind what is larger. Sent: numbers never change.</summary>
internal enum Lane : byte
{
    /// <summary>None: the two sides say who they are, and part.</summary>
    Introduction = 0,
    Heartbeats = 1,
    Logs = 2,
    Calls = 3,
    Copies = 4,
}

internal static class Lanes
{
    public static IReadOnlyList<Lane> All { get; } = [Lane.Heartbeats, Lane.Logs, Lane.Calls, Lane.Copies];

    public static Lane Of(NodeMessage message) => message switch
    {
        ProbeMessage or GrantMessage or ReturnMessage or ReturnedMessage => Lane.Heartbeats,
        CopyMessage => Lane.Copies,
        CallMessage or CallAnswerMessage or GroupTask or GroupTaskAnswer or ServesMessage or TablesChangedMessage => Lane.Calls,
        _ => Lane.Logs,
    };
}
