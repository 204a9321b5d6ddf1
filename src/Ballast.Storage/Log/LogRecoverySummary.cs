namespace Ballast.Storage.Log;

/// <summary>How a log was found.</summary>
/// <param name="Records">Records given to the visitor.</param>
/// <param name="End">Where the last of them ends.</param>
/// <param name="StoppedCleanly">The log was closed in order, and nobody had opened it since.</param>
/// <param name="WasNew">There was no log: a new node, or a disk that lost everything. The node's incarnation tells which.</param>
public readonly record struct LogRecoverySummary(long Records, LogPosition End, bool StoppedCleanly, bool WasNew);
