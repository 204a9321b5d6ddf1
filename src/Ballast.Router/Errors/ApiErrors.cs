namespace Ballast.Router.Errors;

/// <summary>Every error that the API answers, by the name of its type.</summary>
public static class ApiErrors
{
    internal const string SerializationType = ApiError.CoralService + "SerializationException";
    private const int BadRequest = 400, InternalError = 500, Unavailable = 503, PayloadTooLarge = 413;

    public static ApiError UnknownOperation { get; } = new(BadRequest, ApiError.CoralService + "UnknownOperationException", "");

    public static ApiError MissingAuthenticationToken { get; } =
        new(BadRequest, ApiError.CoralService + "MissingAuthenticationTokenException", "Request is missing Authentication Token");

    public static ApiError UnrecognizedClient { get; } =
        new(BadRequest, ApiError.CoralService + "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static ApiError Overloaded { get; } =
        new(BadRequest, ApiError.CoralAvailability + "ThrottlingException", "Too many requests are in flight on this server. Try again with back-off.");

    public static ApiError OutcomeUnknown { get; } =
        new(InternalError, ApiError.DynamoDb + "InternalServerError", "The request may or may not have taken effect. Read before repeating it.");

    public static ApiError StorageFull { get; } =
        new(Unavailable, ApiError.CoralAvailability + "ServiceUnavailable", "The storage node has no disk space for writes. Reads are still answered.");

    public static ApiError ReplicaUnavailable { get; } =
        new(Unavailable, ApiError.CoralAvailability + "ServiceUnavailable", "The partition is out of service on this storage node; its log says why.");

    public static ApiError RequestTooLarge(long bytesMax) =>
        new(PayloadTooLarge, ApiError.CoralService + "RequestEntityTooLargeException", $"Request size exceeded {bytesMax} bytes");

    public static ApiError TooManyValues(int valuesMax) =>
        new(PayloadTooLarge, ApiError.CoralService + "RequestEntityTooLargeException", $"Request exceeded {valuesMax} names and values");

    public static ApiError IncompleteSignature(string message) => new(BadRequest, ApiError.CoralService + "IncompleteSignatureException", message);

    public static ApiError InvalidSignature(string message) => new(BadRequest, ApiError.CoralService + "InvalidSignatureException", message);

    public static ApiError Serialization(string message) => new(BadRequest, SerializationType, message);

    public static ApiError Validation(string message) => new(BadRequest, ApiError.CoralValidate + "ValidationException", message);

    public static ApiError ResourceNotFound(string message) => new(BadRequest, ApiError.DynamoDb + "ResourceNotFoundException", message);

    public static ApiError ResourceInUse(string message) => new(BadRequest, ApiError.DynamoDb + "ResourceInUseException", message);

    public static ApiError LimitExceeded(string message) => new(BadRequest, ApiError.DynamoDb + "LimitExceededException", message);

    public static ApiError ConditionalCheckFailed(ReadOnlyMemory<byte>? item) =>
        new(BadRequest, ApiError.DynamoDb + "ConditionalCheckFailedException", "The conditional request failed") { Item = item };

    public static ApiError ItemCollectionSizeLimitExceeded { get; } =
        new(BadRequest, ApiError.DynamoDb + "ItemCollectionSizeLimitExceededException", "Collection size exceeded.");

    public static ApiError InternalServerError { get; } =
        new(InternalError, ApiError.DynamoDb + "InternalServerError", "Internal server error");
}
