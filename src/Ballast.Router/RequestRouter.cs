using System.Text.Json;
using System.Text.Unicode;

using Ballast.Foundation;
using Ballast.Router.Authentication;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Json;
using Ballast.Router.Operations;

using Microsoft.Extensions.Logging;

namespace Ballast.Router;

/// <summary>The DynamoDB API as a function from head and body to status, headers and body, without sockets.</summary>
/// <remarks>Thread-safe. Stages, in order: load, page or API, type of the body, operation, authentication, expansion, the operation itself.</remarks>
public sealed partial class RequestRouter
{
    // 16 MB, as sent and as expanded: the service's limit of a request.
    private const int BodyBytesMax = 16 * 1024 * 1024;
    private const int RequestsInFlightMax = 4096;
    private const long BodyBytesInFlightMax = 512L << 20;
    // What is read from a body may be a dozen times its size. Few large ones are read at once, however many wait.
    private const int LargeBodyBytesMin = 1024 * 1024;
    private const int LargeBodiesAtOnceMax = 2;
    private readonly BodyBudget _bodies = new(BodyBytesInFlightMax);
    private readonly TurnGate _largeBodies = new(LargeBodiesAtOnceMax);
    private readonly OperationTable _operations;
    private readonly Authenticator _authenticator;
    private readonly CallPool _calls;
    private readonly ILogger<RequestRouter> _log;
    private int _inFlight;

    internal RequestRouter(OperationTable operations, Authenticator authenticator, Chance chance, ILogger<RequestRouter> log)
    {
        _operations = operations;
        _authenticator = authenticator;
        _calls = new CallPool(chance);
        _log = log;
    }

    /// <summary>The longest body that is read, in bytes as sent.</summary>
    public static long RequestBytesMax => BodyBytesMax;

    /// <summary>A call for one request; give it back with <see cref="Return"/>.</summary>
    public ApiCall Rent() => _calls.Rent();

    public void Return(ApiCall call) => _calls.Return(call);

    /// <summary>Answers a request whose body was longer than <see cref="RequestBytesMax"/> and not read.</summary>
    public static void RefuseTooLarge(ApiCall call)
    {
        call.Begin();
        Write(call, ApiErrors.RequestTooLarge(BodyBytesMax));
    }

    /// <summary>Answers a request whose body could not be read, since its chunks or its length are no HTTP.</summary>
    public static void RefuseUnreadable(ApiCall call)
    {
        call.Begin();
        Write(call, ApiErrors.Serialization("The body could not be read"));
    }

    /// <summary>Reserves memory for a request's body before it is read; false when too much is in flight.</summary>
    /// <param name="head">The request's head, which tells whether the body will be expanded.</param>
    /// <param name="lengthBytes">The body's length where it is known.</param>
    /// <param name="reservedBytes">What to give back with <see cref="ReleaseBody"/>.</param>
    public bool TryReserveBody(IRequestHead head, long? lengthBytes, out long reservedBytes)
    {
        var isCompressed = head.Header(HeaderNames.ContentEncoding) is { Length: > 0 };
        reservedBytes = Math.Min(lengthBytes ?? BodyBytesMax, BodyBytesMax) + (isCompressed ? BodyBytesMax : 0);
        return _bodies.TryReserve(reservedBytes);
    }

    public void ReleaseBody(long reservedBytes) => _bodies.Release(reservedBytes);

    /// <summary>Answers a request for whose body there is no room, without reading it.</summary>
    public static void RefuseOverloaded(ApiCall call)
    {
        call.Begin();
        Write(call, ApiErrors.Overloaded);
    }

    /// <summary>Answers the request in <paramref name="call"/>. It does not throw for what a client sends.</summary>
    public async ValueTask HandleAsync(ApiCall call)
    {
        call.Begin();
        if (call.Head.Method != "POST")
        {
            PlainPages.Answer(call);
            return;
        }
        if (Interlocked.Increment(ref _inFlight) > RequestsInFlightMax)
        {
            Interlocked.Decrement(ref _inFlight);
            Write(call, ApiErrors.Overloaded);
            return;
        }
        try
        {
            if (await AnswerAsync(call) is { } error)
                Write(call, error);
            CompressIfAsked(call);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async ValueTask<ApiError?> AnswerAsync(ApiCall call)
    {
        if (ContentTypes.AnswerTo(call.Head.Header(HeaderNames.ContentType), hasBody: !call.Body.IsEmpty) is not { } type)
        {
            PlainPages.UnknownOperation(call);
            return null;
        }
        call.ContentType = type;
        if (_operations.Find(call.Head.Header(HeaderNames.Target)) is not { } operation)
            return ApiErrors.UnknownOperation;
        if (_authenticator.Check(call.Head, call.Body.Span, call.Scratch) is { } denied)
            return denied;
        if (Expand(call, out var body) is { } unreadable)
            return unreadable;
        if (!Utf8.IsValid(body.Span))
            return ApiErrors.Serialization("The body is not valid UTF-8");
        if (!SurrogateEscapes.AreWhole(body.Span))
            return ApiErrors.Serialization("The body escapes half of a surrogate pair, which is no character");
        return body.Length < LargeBodyBytesMin ? await RunAsync(operation, call, body) : await RunInTurnAsync(operation, call, body);
    }

    private async ValueTask<ApiError?> RunInTurnAsync(IOperation operation, ApiCall call, ReadOnlyMemory<byte> body)
    {
        await _largeBodies.EnterAsync();
        try
        {
            return await RunAsync(operation, call, body);
        }
        finally
        {
            _largeBodies.Leave();
        }
    }

    private async ValueTask<ApiError?> RunAsync(IOperation operation, ApiCall call, ReadOnlyMemory<byte> body)
    {
        try
        {
            return await operation.RunAsync(call, body);
        }
        catch (JsonException)
        {
            return ApiErrors.Serialization("The body is not valid JSON");
        }
        catch (IOException e)
        {
            // The storage node broke under an operation that has no outcome for it.
            LogStorageRefused(_log, operation.Name, call.RequestId, e);
            return ApiErrors.ReplicaUnavailable;
        }
        catch (Exception e)
        {
            // A bug: its caller gets an answer all the same, and the log gets the bug.
            LogBug(_log, operation.Name, call.RequestId, e);
            return ApiErrors.InternalServerError;
        }
    }

    private static ApiError? Expand(ApiCall call, out ReadOnlyMemory<byte> body)
    {
        body = call.Body;
        if (call.Head.Header(HeaderNames.ContentEncoding) is not { Length: > 0 } encoding || encoding == "identity")
            return null;
        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            return ApiErrors.Serialization($"Content-Encoding {encoding} is not supported");
        var outcome = BodyCompression.Expand(call.Body, call.Expanded, BodyBytesMax);
        body = call.Expanded.WrittenMemory;
        return outcome switch
        {
            BodyCompression.Outcome.Expanded => null,
            BodyCompression.Outcome.TooLarge => ApiErrors.RequestTooLarge(BodyBytesMax),
            _ => ApiErrors.Serialization("The body is not valid gzip"),
        };
    }

    // A small answer gains nothing from compression.
    private static void CompressIfAsked(ApiCall call)
    {
        const int BytesMin = 1024;
        if (call.Response.Count >= BytesMin && call.Head.Header(HeaderNames.AcceptEncoding) is { } accepted
            && BodyCompression.IsAccepted(accepted))
            call.CompressResponse();
    }

    private static void Write(ApiCall call, ApiError error)
    {
        call.Status = error.Status;
        call.Response.Clear();
        ErrorWriter.Write(call.Response, error);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug: {Operation} of request {RequestId} went wrong.")]
    private static partial void LogBug(ILogger logger, string operation, string requestId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} of request {RequestId} could not be carried out by the storage node.")]
    private static partial void LogStorageRefused(ILogger logger, string operation, string requestId, Exception exception);
}
