using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Identity;
using Ballast.Simulation.Executors;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

/// <summary>One life of a log: from its opening to its end, with everything that was appended, acknowledged and found.</summary>
internal sealed class LogWorld : ILogVisitor, ILogSubscriber
{
    public static readonly NodeId Node = new(7);

    public static readonly LogOptions Small = new()
    {
        SegmentBytes = 20 * 1024, ReservedBytes = 0, RecordBytesMax = 8 * 1024, PendingBytesMax = 24 * 1024, SegmentCountMax = 8, RecycledSegmentsMax = 2,
    };

    private readonly LogAppender _appender;

    public LogWorld(IDisk disk, Chance chance, LogOptions? options = null, LogPosition durableOnce = default)
    {
        Executors = new SimulatedExecutors(chance.Fork());
        Log = WriteAheadLog.Open(disk, options ?? Small, Node, Executors, chance.Fork(), this, durableOnce);
        _appender = Log.CreateAppender(this);
    }

    public SimulatedExecutors Executors { get; }
    public WriteAheadLog Log { get; }

    /// <summary>What the log held when it was opened.</summary>
    public List<WrittenRecord> Found { get; } = [];

    /// <summary>What was appended since, durable or not.</summary>
    public List<WrittenRecord> Appended { get; } = [];

    public LogPosition Acknowledged { get; private set; }
    public int NotificationCount { get; private set; }
    public int RoomAgainCount { get; private set; }
    public Exception? Failure { get; private set; }

    public AppendResult Append(ReadOnlySpan<byte> payload, ulong group = 1, bool mayUseReserve = false)
    {
        var header = new LogRecordHeader(
            3, 1, 0x8001, new GroupId(group), new Ballot(5, Node), new Slot((ulong)(Found.Count + Appended.Count + 1)));
        var result = _appender.TryAppend(header, payload, out var end, mayUseReserve);
        if (result == AppendResult.Appended)
            Appended.Add(new WrittenRecord(header, Convert.ToHexString(payload), end));
        return result;
    }

    public AppendResult Append(Chance chance, int bytes)
    {
        var payload = new byte[bytes];
        chance.Fill(payload);
        return Append(payload);
    }

    /// <summary>Appends and waits until it is durable.</summary>
    public void Commit(Chance chance, int bytes)
    {
        Assert.Equal(AppendResult.Appended, Append(chance, bytes));
        Executors.RunUntilIdle();
        Assert.Equal(Appended[^1].End, Acknowledged);
    }

    public void Close()
    {
        var closed = Log.CloseAsync();
        Executors.RunUntilIdle();
        Assert.True(closed.IsCompletedSuccessfully);
    }

    void ILogVisitor.Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end) =>
        Found.Add(new WrittenRecord(header, Convert.ToHexString(payload), end));

    void ILogSubscriber.Durable(LogPosition through)
    {
        Assert.Null(Failure);
        Assert.True(through > Acknowledged);
        Acknowledged = through;
        NotificationCount++;
    }

    void ILogSubscriber.RoomAgain() => RoomAgainCount++;

    void ILogSubscriber.Failed(Exception cause)
    {
        Assert.Null(Failure);
        Failure = cause;
    }
}

internal sealed record WrittenRecord(LogRecordHeader Header, string Payload, LogPosition End);
