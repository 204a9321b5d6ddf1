using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Node.Checkpoints;
using Ballast.Node.Groups;
using Ballast.Node.Links;
using Ballast.Node.Members;
using Ballast.Node.Records;
using Ballast.Node.Replicas;
using Ballast.Replication.Leases;
using Ballast.Replication.Members;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;
using Ballast.Storage.Trees;

using Microsoft.Extensions.Logging;

namespace Ballast.Node;

/// <summary>What the node gives its replicas: log, time, links, cache, checkpoints' pace, and an ear for bad news.</summary>
internal sealed partial class NodeHost : ReplicaHost
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private readonly StorageNodeOptions _options;
    private readonly TimeProvider _time;
    private readonly CheckpointPace _pace;
    private readonly INodeNetwork _network;
    private readonly NodePlace[] _places;
    private readonly ILogger _messages;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<GroupId, LogPosition> _held = new();
    private WriteAheadLog? _log;
    private ReplicaTable? _replicas;
    private NodeLinks? _links;
    private NodeLife _life;
    private ITimer? _tick;
    private ITimer? _beat;
    private LogPosition _reachFound;
    private volatile bool _isLeaving;
    private bool _isStalled;
    private TimeSpan _lookedForRoomAt;
    private readonly StallWatch _stalls;

    public NodeHost(StorageNodeOptions options, TimeProvider time, Executor files, INodeNetwork network, ILogger messages)
    {
        _options = options;
        _time = time;
        _messages = messages;
        _pace = new CheckpointPace(time, files);
        _stalls = new StallWatch(options.Limits.StallMax);
        Files = files;
        _network = network;
        Peers = [.. options.Peers.Select(static peer => peer.Node)];
        _places = [.. options.Peers.Append(new NodePlace(options.Node, options.Zone)).OrderBy(static place => place.Node)];
        Cache = new PageCache(options.CacheBytes);
    }

    /// <summary>Raised, from any executor, when a group's replica here begins to serve.</summary>
    public event Action<GroupId>? Serving;

    /// <summary>Raised, from any executor, when the tree of a replica here has turned out to be broken.</summary>
    public event Action<GroupId>? Broken;

    /// <summary>Raised, from any executor, when a member here has left its group in an incarnation.</summary>
    public event Action<GroupId, ulong>? Left;

    public PageCache Cache { get; }
    public Task<Exception> Failed => _failed.Task;
    public override NodeId Node => _options.Node;
    public override bool HasPeers => _options.Peers.Count > 0;
    public override IReadOnlyList<NodeId> Peers { get; }
    public override NodeLife Life => _life;
    public override Executor Files { get; }
    public override NodeLimits Limits => _options.Limits;
    public override PlantedBug Planted => _options.Planted;
    public override WriteAheadLog Log => _log!;
    public override NodeLinks Links => _links!;
    public override TimeSpan Now => _time.GetElapsedTime(0);

    // While the log is being read its last batch may be in the page cache alone.
    public override LogPosition LogReach => _log is { } log && log.DurableThrough > _reachFound ? log.DurableThrough : _reachFound;

    // One record of each executor may be on its way into a tree.
    public override bool IsCacheNearlyDirty =>
        Cache.DirtyBytes >= Cache.DirtyBytesMax - Math.Min(Cache.DirtyBytesMax / 2, Limits.DirtyBytesOfRecordMax * _options.ExecutorCount);

    /// <summary>Recovery is about to make members of what it found: from here on there are links.</summary>
    /// <param name="life">Of this start.</param>
    /// <param name="gaveBack">Whether no promise of an earlier life can bind.</param>
    public void MakeLinks(NodeLife life, bool gaveBack) => (_life, _links) = (life, new NodeLinks(life, _options.Lease, Now, gaveBack) { Planted = _options.Planted });

    /// <summary>Recovery is done: the members take part.</summary>
    public void Start(WriteAheadLog log, ReplicaTable replicas)
    {
        _log = log;
        _replicas = replicas;
        log.CreateAppender(new FailureEar(this));
        foreach (var member in replicas.Members)
            member.Executor.Post(() => Join(member));
        // A log that nobody needs has nobody who would trim it.
        LogFloorMoved();
        _tick = _time.CreateTimer(static host => ((NodeHost)host!).Tick(), this, TickPeriod, TickPeriod);
    }

    /// <summary>Lets a member take part. On its executor.</summary>
    public void Join(HostedMember member) => member.Membership.Join(Log, stands: IsPreferred(member));

    /// <summary>Calls <paramref name="beat"/> once in a period from now on.</summary>
    public void BeatWith(Action beat) => _beat = _time.CreateTimer(_ => beat(), null, _options.BeatPeriod, _options.BeatPeriod);

    /// <summary>Looks whether the node is fit to lead. By its beat alone.</summary>
    public void LookAfterSelf()
    {
        LookForRoom();
        var isStalled = _stalls.IsStalled(Log.Progress, Now);
        Links.IsUnfit = isStalled || _isLeaving;
        if (isStalled == _isStalled)
            return;
        _isStalled = isStalled;
        if (isStalled)
            LogStalled(_messages, _options.Limits.StallMax);
        else
            LogGoesOn(_messages);
    }

    // A node without peers has nobody to give its leads to, and says what it must where it refuses writes.
    private void LookForRoom()
    {
        var isFull = HasPeers && Log.IsFull;
        if (isFull && Now - _lookedForRoomAt >= TickPeriod)
        {
            _lookedForRoomAt = Now;
            Log.LookForRoom();
        }
        if (isFull == Links.IsFull)
            return;
        Links.IsFull = isFull;
        if (isFull)
            LogFull(_messages);
        else
            LogHasRoom(_messages);
    }

    /// <summary>The node is about to stop: it leads nothing any more.</summary>
    public void StandBack() => Links.IsUnfit = _isLeaving = true;

    /// <summary>Calls <paramref name="act"/> once, unless the result is disposed before.</summary>
    public IDisposable After(TimeSpan delay, Action act) => _time.CreateTimer(_ => act(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>A checkpoint was found that had seen the log durable through this.</summary>
    public void FoundReach(LogPosition reach) => _reachFound = reach > _reachFound ? reach : _reachFound;

    public void StopTicking()
    {
        _tick?.Dispose();
        _beat?.Dispose();
    }

    /// <summary>Closes the log, and says in it that no promise of this node binds any more, where that is so. Nobody appends meanwhile.</summary>
    public async Task CloseLogAsync()
    {
        if (!Links.IsBound(Now))
        {
            using var announcement = new GroupAnnouncement(Log);
            await announcement.AppendAsync(new LogRecordHeader((byte)RecordType.PromisesReturned, MemberRecord.FormatVersion, 0, default, default, Slot.BeforeLog), default);
        }
        await Log.CloseAsync();
    }

    public override ulong TimestampAfter(ulong newest) => Math.Max(newest + 1, (ulong)_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override long NowMilliseconds => _time.GetTimestamp() / (_time.TimestampFrequency / 1000);

    public override void RunCheckpoint(ICheckpointSteps checkpoint) => _pace.Run(checkpoint);

    public override void RelieveCache()
    {
        if (!IsCacheNearlyDirty)
            return;
        foreach (var replica in _replicas!.All)
            replica.Executor.Post(replica.Checkpoints.Relieve);
    }

    // What no replica needs leaves the disk. The durable end is read first: whatever is proposed later lies behind it.
    public override void LogFloorMoved()
    {
        var floor = Log.DurableThrough;
        // Creations before replicas: a creation ends only after its replica claims the log.
        foreach (var (_, start) in _held)
            if (start < floor)
                floor = start;
        foreach (var member in _replicas!.Members)
            if (member.NeedsLogFrom is { } needed && needed < floor)
                floor = needed;
        Log.TrimTo(floor);
        // A checkpoint of one tree makes room in the cache for all.
        foreach (var replica in _replicas.All)
            if (replica.HasWaiting)
                replica.Executor.Post(replica.RunWaiting);
    }

    public override void DiskIsFull(GroupId group) => LogDiskFull(_messages, group.Value);

    public override void Send(NodeMessage message) => _network.Send(message);

    // The peers of the configuration, until there is a control plane that names candidates.
    public override Candidates CandidatesFor(GroupId group) =>
        new(group, _places, node => node != Node && Links[node].HeardAt is { } heard && Now - heard < Limits.SilenceMax);

    public override void Watch(Task work) => work.ContinueWith(
        static (ended, host) => ((NodeHost)host!).Files.Post(() => ExceptionDispatchInfo.Throw(ended.Exception!.InnerException!)),
        this, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>A member here has lost its tree.</summary>
    public void Forget(GroupId group) => Broken?.Invoke(group);

    public override void MemberLeft(GroupId group, ulong incarnation) => Left?.Invoke(group, incarnation);

    public override void ReplicaServes(GroupId group) => Serving?.Invoke(group);

    public override void ReplicaLeftService(GroupId group, Exception why)
    {
        if (why is ObjectDisposedException)
            return;
        LogOutOfService(_messages, group.Value, why);
        if (why is PageCorruptException or TreeBrokenException && _replicas is not null)
            Broken?.Invoke(group);
    }

    public override void Fail(Exception why)
    {
        if (!_failed.TrySetResult(why))
            return;
        LogFailed(_messages, why);
        foreach (var replica in _replicas!.All)
            replica.Executor.Post(() => replica.AbandonPending(why));
    }

    /// <summary>Keeps the log from <paramref name="start"/> on for a group whose records no replica cares for: it is being made, or its tree is damaged.</summary>
    public void HoldLog(GroupId group, LogPosition start) => _held.TryAdd(group, start);

    /// <summary>For people.</summary>
    public string DescribeHeld() => string.Join(", ", _held.OrderBy(static held => held.Key).Select(static held => $"{held.Key} held from {held.Value}"));

    public void ReleaseLog(GroupId group) => _held.TryRemove(group, out _);

    // The leads of many groups are spread over their members.
    private bool IsPreferred(HostedMember member) => Succession.Preferred(member.Group, member.Membership.Config) == Node;

    // A quiet replica must not hold the log back for ever, nor stay without a checkpoint because the disk once was full.
    private void Tick()
    {
        foreach (var replica in _replicas!.All)
            if (replica.NeedsTending)
                replica.Executor.Post(replica.Tend);
    }

    /// <summary>Hears of the log's failure for the node as a whole; it appends nothing.</summary>
    private sealed class FailureEar(NodeHost host) : ILogSubscriber
    {
        public void Durable(LogPosition through)
        {
        }

        public void RoomAgain()
        {
        }

        public void Failed(Exception cause) => host.Fail(cause);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The disk is full: group {Group} cannot be checkpointed. Writes will be refused when memory or log run out; reads go on.")]
    private static partial void LogDiskFull(ILogger logger, ulong group);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The replica of group {Group} is out of service. Where the group has other members it is made anew from them; else it keeps its part of the log until its table is deleted.")]
    private static partial void LogOutOfService(ILogger logger, ulong group, Exception why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk does not answer: something has waited for a sync of the log for more than {Bound}. The node hands its leads over.")]
    private static partial void LogStalled(ILogger logger, TimeSpan bound);

    [LoggerMessage(Level = LogLevel.Error, Message = "The disk, or the log's bound, has no room for another segment of the log. The node hands its leads over to nodes that have room; it takes part again when there is room.")]
    private static partial void LogFull(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is room for the log again.")]
    private static partial void LogHasRoom(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The disk answers again.")]
    private static partial void LogGoesOn(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The storage node has stopped: its disk cannot be trusted.")]
    private static partial void LogFailed(ILogger logger, Exception why);
}
