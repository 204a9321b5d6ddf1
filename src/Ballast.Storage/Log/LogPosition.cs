namespace Ballast.Storage.Log;

/// <summary>A byte position in the endless log (its LSN): the first segment begins at 0, and no position is ever used twice.</summary>
/// <remarks>Records end at growing positions with gaps between: headers, padding and the unused ends of segments have positions too.</remarks>
public readonly record struct LogPosition(long Value) : IComparable<LogPosition>
{
    /// <summary>Before every record.</summary>
    public static LogPosition BeforeLog => default;

    public int CompareTo(LogPosition other) => Value.CompareTo(other.Value);
    public static LogPosition operator +(LogPosition position, long bytes) => new(position.Value + bytes);
    public static bool operator <(LogPosition left, LogPosition right) => left.Value < right.Value;
    public static bool operator >(LogPosition left, LogPosition right) => left.Value > right.Value;
    public static bool operator <=(LogPosition left, LogPosition right) => left.Value <= right.Value;
    public static bool operator >=(LogPosition left, LogPosition right) => left.Value >= right.Value;
    public override string ToString() => $"@{Value}";
}
