namespace Ballast.Router.Legacy;

/// <summary>One entry of Expected, a filter or KeyConditions, as it was sent.</summary>
internal sealed class LegacyCondition(string attribute)
{
    public string Attribute => attribute;

    /// <summary>The entry is a JSON null.</summary>
    public bool IsNull { get; set; }

    public string? ComparisonOperator { get; set; }

    /// <summary>Encoded values; null when the member is absent.</summary>
    public List<byte[]>? Operands { get; set; }

    /// <summary>Only of Expected; an encoded value.</summary>
    public byte[]? Value { get; set; }

    /// <summary>Only of Expected.</summary>
    public bool? Exists { get; set; }
}

/// <summary>One entry of AttributeUpdates, as it was sent.</summary>
internal sealed class LegacyUpdate(string attribute)
{
    public string Attribute => attribute;
    public string? Action { get; set; }

    /// <summary>An encoded value.</summary>
    public byte[]? Value { get; set; }
}

/// <summary>The parameters from before expressions that a request had; null where a member is absent.</summary>
internal sealed class LegacyParameters
{
    public List<string>? AttributesToGet { get; set; }
    public List<LegacyUpdate>? AttributeUpdates { get; set; }
    public List<LegacyCondition>? Expected { get; set; }
    public List<LegacyCondition>? QueryFilter { get; set; }
    public List<LegacyCondition>? ScanFilter { get; set; }
    public List<LegacyCondition>? KeyConditions { get; set; }
    public string? ConditionalOperator { get; set; }

    /// <summary>What ConditionalOperator joins.</summary>
    public List<LegacyCondition>? Joined => Expected ?? QueryFilter ?? ScanFilter;

    public bool IsAny => ConditionalOperator == "OR";
}
