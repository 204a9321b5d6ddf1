using Xunit.v3;

namespace Ballast.Conformance.Infrastructure;

/// <summary>The test states what the service does; DynamoDB Local is known to do something else, for the reason given.</summary>
/// <remarks>Gives the trait <c>differs=dynamodb-local</c>, so that a run against it can leave these tests out.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class DynamoDBLocalDiffersAttribute(string reason) : Attribute, ITraitAttribute
{
    public string Reason { get; } = reason;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("differs", "dynamodb-local")];
}
