using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ballast.Bench.Load;

/// <summary>Readiness by Linux's epoll, level-triggered: one call tells of all connections, and costs the ready ones only.</summary>
/// <remarks>Made and used by one thread, whose timers it sharpens.</remarks>
internal sealed class EpollReadiness : IReadiness
{
    //  epoll_event: events (4 bytes), then data (8 bytes), packed on x64, aligned elsewhere.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + sizeof(ulong);
    private const int EventsMax = 128;
    private const int InterruptedError = 4;
    private const int ControlAdd = 1, ControlDelete = 2;
    private const int SetTimerSlack = 29;
    private const uint Readable = 1;
    private const short PollReadable = 1;
    private const long NanosPerSecond = 1_000_000_000;
    private readonly byte[] _events = new byte[EventsMax * EventBytes];
    private readonly Dictionary<int, int> _slotOf = [];
    private readonly Connection?[] _slots;
    private readonly int _epoll;

    public EpollReadiness(int connections)
    {
        _slots = new Connection?[connections];
        _epoll = Check(Native.EpollCreate(0));
        // Else a brief wait of this thread may end 50 µs late, and an open loop would charge that to the server.
        Check(Native.ThreadControl(SetTimerSlack, 1));
    }

    public void Add(Connection connection)
    {
        var slot = Array.IndexOf(_slots, null);
        var descriptor = Descriptor(connection);
        BinaryPrimitives.WriteUInt32LittleEndian(_events, Readable);
        BinaryPrimitives.WriteUInt64LittleEndian(_events.AsSpan(DataOffset), (ulong)slot);
        Check(Native.EpollControl(_epoll, ControlAdd, descriptor, ref _events[0]));
        _slots[slot] = connection;
        _slotOf[descriptor] = slot;
    }

    public void Remove(Connection connection)
    {
        var descriptor = Descriptor(connection);
        Check(Native.EpollControl(_epoll, ControlDelete, descriptor, ref _events[0]));
        _slotOf.Remove(descriptor, out var slot);
        _slots[slot] = null;
    }

    public int Wait(long nanosMax, Connection[] ready)
    {
        // epoll counts in milliseconds: a shorter wait is a poll on the epoll descriptor itself.
        var millis = nanosMax / 1_000_000;
        if (millis == 0 && nanosMax > 0 && !WaitBriefly(nanosMax))
            return 0;
        var count = Native.EpollWait(_epoll, ref _events[0], EventsMax, (int)Math.Min(millis, int.MaxValue));
        if (count < 0 && Marshal.GetLastPInvokeError() == InterruptedError)
            return 0;
        Check(count);
        for (var i = 0; i < count; i++)
        {
            var slot = BinaryPrimitives.ReadUInt64LittleEndian(_events.AsSpan(i * EventBytes + DataOffset));
            ready[i] = _slots[slot] ?? throw new InvalidOperationException("an event of a connection that was removed");
        }
        return count;
    }

    public void Dispose() => _ = Native.Close(_epoll);

    private bool WaitBriefly(long nanos)
    {
        var poll = new PollDescriptor { Descriptor = _epoll, Events = PollReadable };
        var time = new TimeSpec { Seconds = nanos / NanosPerSecond, Nanos = nanos % NanosPerSecond };
        return Native.Poll(ref poll, 1, ref time, 0) > 0;
    }

    private static int Descriptor(Connection connection) => (int)connection.Socket.Handle;

    private static int Check(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanos;
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
        public static extern int EpollCreate(int flags);

        [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
        public static extern int EpollControl(int epoll, int operation, int descriptor, ref byte epollEvent);

        [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
        public static extern int EpollWait(int epoll, ref byte events, int eventsMax, int millis);

        [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
        public static extern int Poll(ref PollDescriptor descriptors, nuint count, ref TimeSpec time, nint signalMask);

        [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
        public static extern int ThreadControl(int option, nuint value);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        public static extern int Close(int descriptor);
    }
}
