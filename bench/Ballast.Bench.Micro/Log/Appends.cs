using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Storage.Log;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Log;

/// <summary>Records of 1 KiB on a real disk, each batch awaited until it is durable.</summary>
/// <remarks>The directory is made in the working directory: a temporary file system would make every sync free.</remarks>
public class Appends : ILogSubscriber, ILogVisitor, IDisposable
{
    private const int RecordBytes = 1_024;
    private readonly byte[] _payload = new byte[RecordBytes - LogRecordHeader.Size];
    private readonly ProcessExecutors _executors = new((name, fault) => Environment.FailFast(name, fault));
    private readonly SemaphoreSlim _durable = new(0);
    private readonly string _directory = Path.GetFullPath($"log-benchmark-{Environment.ProcessId}");
    private DirectoryDisk _disk = null!;
    private WriteAheadLog _log = null!;
    private LogAppender _appender = null!;
    private LogPosition _awaited;
    private ulong _slot;

    [Params(1, 8, 64)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Open()
    {
        Directory.CreateDirectory(_directory);
        _disk = DirectoryDisk.OpenDirectory(_directory);
        new Chance(1).Fill(_payload);
        _log = WriteAheadLog.Open(_disk, new LogOptions(), new NodeId(1), _executors, new Chance(1), this);
        _appender = _log.CreateAppender(this);
    }

    [Benchmark]
    public void AppendUntilDurable()
    {
        LogPosition end = default;
        for (var i = 0; i < Records; i++)
        {
            var header = new LogRecordHeader(1, 1, 0, new GroupId(1), new Ballot(1, new NodeId(1)), new Slot(++_slot));
            Invariant.Holds(_appender.TryAppend(header, _payload, out end) == AppendResult.Appended);
        }
        _awaited = end;
        while (_log.DurableThrough < _awaited)
            _durable.Wait();
        _log.TrimTo(_awaited);
    }

    [GlobalCleanup]
    public void Close()
    {
        _appender.Dispose();
        _log.CloseAsync().GetAwaiter().GetResult();
        _executors.Dispose();
        _disk.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    void ILogSubscriber.Durable(LogPosition through) => _durable.Release();

    public void RoomAgain()
    {
    }

    void ILogSubscriber.Failed(Exception cause) => Environment.FailFast("The log failed.", cause);

    void ILogVisitor.Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end) =>
        Invariant.Holds(false, "A new log holds no record.");

    public void Dispose()
    {
        _durable.Dispose();
        GC.SuppressFinalize(this);
    }
}
