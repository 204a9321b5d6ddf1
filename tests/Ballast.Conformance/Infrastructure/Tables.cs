namespace Ballast.Conformance.Infrastructure;

/// <summary>Key <c>pk</c> (S).</summary>
public sealed class HashTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.Hash(name, ScalarAttributeType.S));

/// <summary>Key <c>pk</c> (N).</summary>
public sealed class NumberHashTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.Hash(name, ScalarAttributeType.N));

/// <summary>Key <c>pk</c> (B).</summary>
public sealed class BinaryHashTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.Hash(name, ScalarAttributeType.B));

/// <summary>Key <c>pk</c> (S), <c>sk</c> (N).</summary>
public sealed class NumberRangeTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.HashRange(name, ScalarAttributeType.S, ScalarAttributeType.N));

/// <summary>Key <c>pk</c> (S), <c>sk</c> (S).</summary>
public sealed class TextRangeTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.HashRange(name, ScalarAttributeType.S, ScalarAttributeType.S));

/// <summary>Key <c>pk</c> (S), <c>sk</c> (B).</summary>
public sealed class BinaryRangeTable(ConformanceServer server)
    : TableFixture(server, name => TableShape.HashRange(name, ScalarAttributeType.S, ScalarAttributeType.B));

/// <summary>
/// Key <c>pk</c> (S), <c>sk</c> (S); local indexes <c>by_score</c> (N, everything), <c>by_label</c> (S, keys only) and
/// <c>by_mark</c> (B, with <c>color</c>).
/// </summary>
public sealed class IndexedTable(ConformanceServer server)
    : TableFixture(server, name => TableShape
        .HashRange(name, ScalarAttributeType.S, ScalarAttributeType.S)
        .WithLocalIndex("by_score", "score", ScalarAttributeType.N, ProjectionType.ALL)
        .WithLocalIndex("by_label", "label", ScalarAttributeType.S, ProjectionType.KEYS_ONLY)
        .WithLocalIndex("by_mark", "mark", ScalarAttributeType.B, ProjectionType.INCLUDE, "color"));
