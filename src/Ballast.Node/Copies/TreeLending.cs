using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Links;
using Ballast.Node.Replicas;
using Ballast.Replication.Members;
using Ballast.Storage.Pages;
using Ballast.Storage.Snapshots;
using Ballast.Storage.Trees;

namespace Ballast.Node.Copies;

/// <summary>Lends a checkpoint of a replica's tree, page by page, to members that lack it.</summary>
/// <remarks>
/// One checkpoint at a time, for all who ask; it is given back when nobody has asked for <see cref="DeadlineMax"/>. Which checkpoint that is belongs to the
/// replica's executor; pages are read on the node's file executor.
/// </remarks>
internal sealed class TreeLending(ReplicaHost host, Replica replica, BTree tree, Executor files)
{
    private const int ChunkBytesMax = 256 * 1024;
    private static readonly TimeSpan DeadlineMax = TimeSpan.FromSeconds(30);
    private TreeSnapshot? _lent;
    private CheckpointReader? _reader;
    private bool _isPreparing;
    private TimeSpan _askedAt;

    /// <summary>The slot of the checkpoint that is lent: whoever gets it needs the log from there on.</summary>
    public Slot? Slot => _lent?.Slot;

    /// <summary>Whether a checkpoint is lent, or soon will be. Any thread may ask.</summary>
    public bool IsUnderWay => Volatile.Read(ref _lent) is not null || Volatile.Read(ref _isPreparing);

    public void On(AskTree ask)
    {
        _askedAt = host.Now;
        if (_lent is { IsLost: false } && (_lent.Slot >= ask.Floor || host.Planted == PlantedBug.InstallStale) && _reader is { } reader)
            files.Post(() => SendHeader(ask, reader));
        else if (!_isPreparing)
            host.Watch(PrepareAsync(ask));
    }

    public void On(AskPages ask)
    {
        _askedAt = host.Now;
        if (_lent is { IsLost: false } lent && lent.Sequence == ask.Sequence && _reader is { } reader)
            files.Post(() => SendPages(ask, reader));
        else
            Send(new TreeGone(host.Node, ask.From, ask.Group, ask.Sequence));
    }

    public void Beat()
    {
        if (_lent is not null && (_lent.IsLost || host.Now - _askedAt > DeadlineMax))
            End();
    }

    public void End()
    {
        _lent?.Dispose();
        (_lent, _reader) = (null, null);
    }

    // A fresh checkpoint needs the least of the log behind it.
    private async Task PrepareAsync(AskTree ask)
    {
        _isPreparing = true;
        await replica.Checkpoints.CheckpointAll();
        replica.Executor.Post(() =>
        {
            _isPreparing = false;
            if (replica.OutOfService is not null || tree.CheckpointSlot < ask.Floor || tree.CheckpointSlot < Records.GroupBirth.Slot)
                return;
            End();
            _lent = tree.OpenSnapshot();
            _reader = _lent.OpenReader();
            On(ask);
        });
    }

    private void SendHeader(AskTree ask, CheckpointReader reader) => Reading(() =>
    {
        var header = reader.ReadHeader();
        var bytes = new byte[header.Bytes];
        header.Write(bytes);
        Send(new TreeHeader(host.Node, ask.From, ask.Group, bytes));
    });

    private void SendPages(AskPages ask, CheckpointReader reader) => Reading(() =>
    {
        if (reader.ReadChunk(ask.Position, ChunkBytesMax) is { } chunk)
            Send(new TreePages(host.Node, ask.From, ask.Group, ask.Sequence, chunk.Bytes));
        else
            Send(new TreeGone(host.Node, ask.From, ask.Group, ask.Sequence));
    });

    // A lost snapshot is told when it is asked for again; a damaged page takes the lender out of service.
    private void Reading(Action read)
    {
        try
        {
            read();
        }
        catch (SnapshotLostException)
        {
        }
        catch (PageCorruptException e)
        {
            replica.Executor.Post(() => replica.LeaveService(e));
        }
    }

    private void Send(NodeMessage message) => host.Send(message);
}
