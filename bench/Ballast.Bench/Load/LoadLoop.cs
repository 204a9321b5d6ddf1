using System.Diagnostics;
using System.Net.Sockets;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Load;

/// <summary>One thread that drives its connections: sends, waits for whichever is readable, records, sends again.</summary>
/// <remarks>
/// Allocates nothing per request. A closed loop keeps every connection busy; an open one begins operations when the
/// <see cref="Pacer"/> says so.
/// </remarks>
internal sealed class LoadLoop(
    ServerAddress endpoint, LoadPlan plan, IOperationSource source, RequestRenderer renderer, Recorder recorder)
{
    // Past this an unanswered load is over: the server hangs.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);
    private const int ReconnectsMax = 1_000;
    private const long WaitNanosMax = 100_000_000;
    private readonly HashSet<Connection> _open = [];
    // May hold connections that broke while idle; they are dropped when they come up.
    private readonly Stack<Connection> _free = new();
    private readonly Connection[] _ready = new Connection[Math.Max(plan.Connections, 128)];
    private readonly Pacer? _pacer = plan.Rate is { } rate ? new Pacer(plan.StartTicks, rate) : null;
    private IReadiness _readiness = null!;
    private long _recorded;
    private long _lastAnswer;
    private int _inFlight;
    private int _reconnects;
    private bool _sourceDry;

    public void Run()
    {
        using var readiness = IReadiness.Create(plan.Connections);
        _readiness = readiness;
        for (var i = 0; i < plan.Connections; i++)
            _free.Push(Open());
        _lastAnswer = Stopwatch.GetTimestamp();
        try
        {
            Drive();
        }
        finally
        {
            foreach (var connection in _open)
                connection.Dispose();
        }
    }

    private void Drive()
    {
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            BeginDue(now);
            if (_inFlight == 0 && IsOver(_pacer?.NextDue ?? now))
                return;
            var count = _readiness.Wait(WaitNanos(now), _ready);
            for (var i = 0; i < count; i++)
                Progress(_ready[i]);
            if (count == 0 && _inFlight > 0 && Stopwatch.GetElapsedTime(_lastAnswer) > SilenceMax)
                throw new TimeoutException($"{_inFlight} requests without an answer for {SilenceMax.TotalSeconds} s");
        }
    }

    private void BeginDue(long now)
    {
        while (_free.TryPeek(out var connection))
        {
            if (connection.IsClosed)
            {
                _free.Pop();
                continue;
            }
            var intended = _pacer?.NextDue ?? now;
            if (intended > now || IsOver(intended))
                return;
            if (!source.TryNext(out var operation))
            {
                _sourceDry = true;
                return;
            }
            _pacer?.Take();
            _free.Pop();
            Begin(connection, operation, intended);
        }
    }

    private bool IsOver(long intended) => intended >= plan.EndTicks || _recorded >= plan.OperationsMax || _sourceDry;

    private long WaitNanos(long now)
    {
        if (_pacer is null || _free.Count == 0)
            return WaitNanosMax;
        var nanos = (long)((_pacer.NextDue - now) * (1e9 / Stopwatch.Frequency));
        return Math.Clamp(nanos, 0, WaitNanosMax);
    }

    private void Begin(Connection connection, PlannedOperation operation, long intended)
    {
        connection.Begin(operation, intended);
        _inFlight++;
        if (intended >= plan.RecordFromTicks)
            _recorded++;
        Send(connection, renderer.Render(operation));
    }

    private void Send(Connection connection, ReadOnlySpan<byte> request)
    {
        try
        {
            connection.Send(request);
        }
        catch (SocketException broken)
        {
            Replace(connection, $"connection: {broken.SocketErrorCode}");
        }
    }

    private void Progress(Connection connection)
    {
        // An earlier one of the same wake-up may have found it broken.
        if (connection.IsClosed)
            return;
        try
        {
            if (!connection.TryReceive())
                return;
        }
        catch (SocketException broken)
        {
            Replace(connection, $"connection: {broken.SocketErrorCode}");
            return;
        }
        catch (InvalidDataException unreadable)
        {
            Replace(connection, unreadable.Message);
            return;
        }
        Answered(connection);
    }

    private void Answered(Connection connection)
    {
        var error = ErrorOf(connection);
        if (error is null && connection.Operation.Operation == Operation.ReadModifyWrite && !connection.OnSecondHalf)
        {
            connection.OnSecondHalf = true;
            Send(connection, renderer.Update(connection.Operation.Key));
            return;
        }
        End(connection, error);
        _free.Push(connection);
        // A closed loop goes on at once, so that this connection does not wait for the rest of the batch.
        if (_pacer is null)
            BeginDue(_lastAnswer);
    }

    private void End(Connection connection, string? error)
    {
        _lastAnswer = Stopwatch.GetTimestamp();
        _inFlight--;
        connection.End();
        source.Ended(connection.Operation, error is null);
        if (error is not null)
            _sourceDry = false;
        if (connection.IntendedAt < plan.RecordFromTicks)
            return;
        if (error is null)
            recorder.Succeeded(connection.Operation.Operation, connection.IntendedAt, _lastAnswer);
        else
            recorder.Failed(error);
    }

    private string? ErrorOf(Connection connection)
    {
        if (connection.Head.Status != 200)
            return ErrorBody.TypeOf(connection.Head.Status, connection.Body);
        return connection.Operation.Operation switch
        {
            Operation.Read or Operation.ReadModifyWrite when !connection.OnSecondHalf && connection.Head.BodyBytes < plan.ReadBytesMin
                => "the item is missing",
            Operation.BatchPut when connection.Body.IndexOf("PutRequest"u8) >= 0 => "items of a batch were left unprocessed",
            _ => null,
        };
    }

    private void Replace(Connection connection, string error)
    {
        _readiness.Remove(connection);
        _open.Remove(connection);
        connection.Dispose();
        if (connection.InFlight)
            End(connection, error);
        if (++_reconnects > ReconnectsMax)
            throw new InvalidOperationException($"{ReconnectsMax} connections broke, the last with '{error}'");
        _free.Push(Open());
    }

    private Connection Open()
    {
        var connection = new Connection(endpoint);
        _readiness.Add(connection);
        _open.Add(connection);
        return connection;
    }
}
