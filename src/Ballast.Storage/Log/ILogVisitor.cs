namespace Ballast.Storage.Log;

/// <summary>Takes the records that a log held when it was opened.</summary>
public interface ILogVisitor
{
    /// <summary>One record, in the order in which they were appended.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Valid during the call only.</param>
    /// <param name="end">Where it ends: what its append returned.</param>
    void Visit(in LogRecordHeader header, ReadOnlySpan<byte> payload, LogPosition end);
}
