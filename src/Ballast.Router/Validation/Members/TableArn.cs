namespace Ballast.Router.Validation.Members;

/// <summary>The form of a table's resource name: arn:PARTITION:dynamodb:REGION:ACCOUNT:table/NAME.</summary>
/// <remarks>Region and account are not looked at: there is one of each here.</remarks>
internal static class TableArn
{
    private const string Start = "arn:", Service = "dynamodb", Table = "table/";
    private const string Invalid = "One or more parameter values were invalid: ";
    private const int Parts = 6;

    /// <summary>What is said of an ARN that stands for a table's name and is none of a table; null for a right one.</summary>
    public static string? ProblemOf(string arn)
    {
        var parts = arn.Split(':');
        if (parts.Length != Parts || parts[1].Length == 0 || parts[2] != Service || !parts[^1].Contains('/', StringComparison.Ordinal))
            return Malformed;
        if (!IsOfTable(parts[^1]))
            return $"Invalid resource type in '{arn}'";
        return IsName(parts[^1][Table.Length..]) ? null : Malformed;
    }

    /// <summary>The same of an ARN that names what is tagged.</summary>
    public static string? ProblemOfTagged(string arn)
    {
        if (!arn.StartsWith(Start, StringComparison.Ordinal))
            return $"{Invalid}ARNs must start with '{Start}': {arn}";
        var parts = arn.Split(':');
        if (parts.Length != Parts || parts[2] != Service)
            return $"{Invalid}Provided Arn is not a DynamoDB resource arn: {arn}";
        return IsOfTable(parts[^1]) ? null : $"{Invalid}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}";
    }

    private static string Malformed =>
        "Valid ARN format is 'arn:<awsPartition>:<vendor>:<region>:<subscriber>:resourceType/resourceName', "
        + $"where the name has {NameText.CharsMin} to {NameText.CharsMax} characters of the pattern {NameText.Pattern}";

    // An index or a stream of a table has a longer path.
    private static bool IsOfTable(string resource) =>
        resource.StartsWith(Table, StringComparison.Ordinal) && !resource.AsSpan(Table.Length).Contains('/');

    private static bool IsName(string name) => name.Length is >= NameText.CharsMin and <= NameText.CharsMax && NameText.Matches(name);
}
