namespace Ballast.Router.Data;

/// <summary>What a request wants to be told of its cost.</summary>
internal enum ReturnConsumed
{
    None = 0,
    Total = 1,
    Indexes = 2,
}

internal static class ReturnOptions
{
    public static ReturnConsumed Consumed(string? value) => value switch
    {
        "TOTAL" => ReturnConsumed.Total,
        "INDEXES" => ReturnConsumed.Indexes,
        _ => ReturnConsumed.None,
    };
}
