using Ballast.Router.Errors;
using Ballast.Router.Http;

namespace Ballast.Router.Operations;

/// <summary>The two services whose operations one endpoint answers.</summary>
public enum ServiceName
{
    DynamoDb = 1,
    Streams = 2,
}

/// <summary>One operation of the API: reads the request, asks the engine, writes the answer.</summary>
internal interface IOperation
{
    string Name { get; }

    /// <summary>Writes the answer's body into <see cref="ApiCall.Response"/> and returns null, or returns the error to answer.</summary>
    /// <param name="call">The call, for its response buffer.</param>
    /// <param name="body">The request's JSON, expanded.</param>
    ValueTask<ApiError?> RunAsync(ApiCall call, ReadOnlyMemory<byte> body);
}
