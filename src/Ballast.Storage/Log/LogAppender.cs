namespace Ballast.Storage.Log;

/// <summary>One subscriber's way into the log, made by <see cref="WriteAheadLog.CreateAppender"/>.</summary>
/// <remarks>A batch tells only those whose records it holds, so ten thousand idle replicas cost a busy one nothing.</remarks>
public sealed class LogAppender : IDisposable
{
    private readonly WriteAheadLog _log;

    internal LogAppender(WriteAheadLog log, ILogSubscriber subscriber) => (_log, Subscriber) = (log, subscriber);

    internal ILogSubscriber Subscriber { get; }

    /// <summary>The last buffer that notes this appender as one to tell; guarded by the log's lock.</summary>
    internal long NotedIn { get; set; }

    /// <summary>Copies a record into the pending batch. From any executor.</summary>
    /// <param name="header">The record's header.</param>
    /// <param name="head">The payload's first part.</param>
    /// <param name="payload">The rest of it; together at most <see cref="LogOptions.RecordBytesMax"/> less <see cref="LogRecordHeader.Size"/> bytes.</param>
    /// <param name="end">Where the record ends: it is durable when the log is durable through this.</param>
    /// <param name="mayUseReserve">Whether it may take what is reserved in the last segment (<see cref="LogOptions.ReservedBytes"/>).</param>
    public AppendResult TryAppend(
        in LogRecordHeader header, ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload, out LogPosition end, bool mayUseReserve = false) =>
        _log.TryAppend(this, header, head, payload, out end, mayUseReserve);

    /// <summary>As above, of a payload in one part.</summary>
    public AppendResult TryAppend(in LogRecordHeader header, ReadOnlySpan<byte> payload, out LogPosition end, bool mayUseReserve = false) =>
        _log.TryAppend(this, header, default, payload, out end, mayUseReserve);

    /// <summary>Ends the subscription. What it appended is written still, and the subscriber may hear of that once more.</summary>
    public void Dispose() => _log.Remove(this);
}
