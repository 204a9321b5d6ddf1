using System.Text.Json.Nodes;

namespace Ballast.Router.Tests.Worlds;

/// <summary>Table definitions as CreateTable takes them.</summary>
internal static class Definitions
{
    public const string Simple = "simple-table", Indexed = "indexed-table";

    /// <summary>Partition key h, a string; nothing else.</summary>
    public static JsonNode OfSimple => JsonNode.Parse($$"""
        {"TableName":"{{Simple}}","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],
         "AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"}]}
        """)!;

    /// <summary>Keys h (string) and r (number), and a local index of each projection.</summary>
    public static JsonNode OfIndexed => JsonNode.Parse($$"""
        {"TableName":"{{Indexed}}","BillingMode":"PAY_PER_REQUEST",
         "KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],
         "AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"},{"AttributeName":"r","AttributeType":"N"},
           {"AttributeName":"a","AttributeType":"S"},{"AttributeName":"b","AttributeType":"N"},{"AttributeName":"c","AttributeType":"B"}],
         "LocalSecondaryIndexes":[
           {"IndexName":"by-a","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"a","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"} },
           {"IndexName":"by-b","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"} },
           {"IndexName":"by-c","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"c","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["d","e"]} } ]}
        """)!;
}
