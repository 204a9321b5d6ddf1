using Ballast.Transport.Messages;

using Microsoft.Extensions.Logging;

namespace Ballast.Transport.Connections;

/// <summary>Finds the cluster for a node whose directory names none.</summary>
/// <remarks>
/// A cluster is begun only by the node with the lowest id, and only when every peer answers that it has none either: a node that has lost its directory, or
/// that starts before the others, can never begin a second one.
/// </remarks>
public sealed partial class Joining(NodeTransport transport, TransportOptions options, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan AskPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellPeriod = TimeSpan.FromSeconds(3);

    /// <summary>The cluster to join; null when this node is to begin a new one.</summary>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="JoiningException">The peers are of different clusters.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<Guid?> FindClusterAsync(CancellationToken stop)
    {
        var toldAt = time.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var answers = await Task.WhenAll(options.Peers.Select(transport.AskAsync));
            var clusters = answers.Select(static answer => answer.Hello).OfType<Hello>().Select(Greeting.ClusterOf).OfType<Guid>().Distinct().ToArray();
            if (clusters.Length > 1)
                throw new JoiningException($"The peers belong to different clusters ({string.Join(", ", clusters)}).");
            if (clusters.Length == 1)
                return clusters[0];
            if (Array.TrueForAll(answers, static answer => answer.Hello is not null) && options.Peers.All(peer => options.Self.Node.Value < peer.Place.Node.Value))
                return null;
            if (time.GetElapsedTime(toldAt) >= TellPeriod)
            {
                toldAt = time.GetTimestamp();
                Tell(answers);
            }
            await Task.Delay(AskPeriod, time, stop);
        }
    }

    private void Tell((Hello? Hello, string? Trouble)[] answers)
    {
        var silent = options.Peers.Zip(answers).Where(static asked => asked.Second.Hello is null).Select(static asked => Described(asked.First, asked.Second.Trouble)).ToArray();
        if (silent.Length > 0)
            LogWaiting(log, string.Join(", ", silent));
    }

    private static string Described(PeerAddress peer, string? trouble) => $"{peer.Place.Node.Value} at {peer.Host}:{peer.Port}{(trouble is null ? "" : $" ({trouble})")}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node belongs to no cluster yet. One begins when all of its nodes have been seen; there is no good answer from node {Silent}.")]
    private static partial void LogWaiting(ILogger logger, string silent);
}

/// <summary>A node that cannot join; the message says why.</summary>
public sealed class JoiningException(string message) : IOException(message);
