using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Groups;
using Ballast.Node.Members;
using Ballast.Node.Replicas;
using Ballast.Storage.Snapshots;

namespace Ballast.Node.Copies;

/// <summary>One copy of a tree on its way to this node. On the node's file executor.</summary>
/// <remarks>The receiver asks for each part, again when no answer comes; so a lost message costs a moment, and a slow receiver is never overrun.</remarks>
internal sealed class TreeFetch(ReplicaHost host, IDisk disk, NodeId lender, HostedMember member) : IDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);
    private CheckpointWriter? _writer;
    private TimeSpan _askedAt;
    private bool _isAnswered;

    public NodeId Lender => lender;
    public CheckpointHeader? Header => _writer?.Header;
    public CheckpointWriter? Writer => _writer;

    /// <summary>When anything came last.</summary>
    public TimeSpan HeardAt { get; private set; } = host.Now;

    public bool IsWhole => _writer is { IsWhole: true };

    public void Ask()
    {
        (_askedAt, _isAnswered) = (host.Now, false);
        if (_writer is { } writer)
            host.Send(new AskPages(host.Node, lender, member.Group, writer.Header.Sequence, writer.Position));
        else
            member.Executor.Post(() => host.Send(new AskTree(host.Node, lender, member.Group, member.HoldFloor(true))));
    }

    /// <summary>Asks for the next part where <paramref name="mayAsk"/>, or again for one that did not come.</summary>
    public void GoOn(bool mayAsk)
    {
        if (!IsWhole && (_isAnswered && mayAsk || host.Now - _askedAt >= AskAgainAfter))
            Ask();
    }

    /// <exception cref="DiskFullException">No room.</exception>
    public void On(TreeHeader message)
    {
        if (_writer is not null || !CheckpointHeader.TryRead(message.Header.Span, out var header))
            return;
        Heard();
        _writer = CheckpointWriter.Create(disk, GroupFiles.NameOf(member.Group), header);
    }

    /// <summary>Takes pages; gives how many bytes.</summary>
    /// <exception cref="DiskFullException">No room.</exception>
    public int On(TreePages message)
    {
        if (_writer is not { } writer || message.Sequence != writer.Header.Sequence || !CheckpointChunk.TryRead(message.Chunk, out var chunk))
            return 0;
        if (writer.Write(chunk) != ChunkOutcome.Written)
            return 0;
        Heard();
        return message.Chunk.Length;
    }

    /// <summary>The checkpoint is not there any more: from the beginning, with another.</summary>
    public void Restart()
    {
        _writer?.Discard();
        _writer = null;
        Ask();
    }

    public void Discard()
    {
        member.Executor.Post(() => member.HoldFloor(false));
        _writer?.Discard();
        _writer = null;
    }

    public void Dispose() => _writer?.Dispose();

    private void Heard() => (_isAnswered, HeardAt) = (true, host.Now);
}
