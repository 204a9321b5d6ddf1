namespace Ballast.Router.Errors;

/// <summary>An answer that the API documents as an error: HTTP status, <c>__type</c> and message.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Type">Namespace and name, as in <c>com.amazonaws.dynamodb.v20120810#ResourceNotFoundException</c>.</param>
/// <param name="Message">The text for a person.</param>
public sealed record ApiError(int Status, string Type, string Message)
{
    public const string DynamoDb = "com.amazonaws.dynamodb.v20120810#";
    public const string CoralValidate = "com.amazon.coral.validate#";
    public const string CoralService = "com.amazon.coral.service#";
    public const string CoralAvailability = "com.amazon.coral.availability#";

    /// <summary>Encoded document of the item that made a condition fail, where the caller asked for it.</summary>
    public ReadOnlyMemory<byte>? Item { get; init; }

    /// <summary>The service writes the text of these in another case: <c>Message</c>.</summary>
    public bool IsOfSerialization => Type == ApiErrors.SerializationType;

    /// <summary>Whether a client may see another answer to the same bytes later.</summary>
    public bool IsServerFault => Status >= 500;
}
