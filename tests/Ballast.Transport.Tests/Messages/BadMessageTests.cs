using Ballast.Transport.Messages;

using Google.Protobuf;

using Wire = Ballast.Transport.Messages.Wire;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Whole protobuf that says what cannot be.</summary>
public sealed class BadMessageTests
{
    [Fact]
    public void A_configuration_has_one_to_four_voters_and_one_log_replica_at_most()
    {
        Assert.NotNull(ConfigOf(1, 1, 1, 2));
        Assert.Null(ConfigOf());
        Assert.Null(ConfigOf(1, 1, 1, 1, 1));
        Assert.Null(ConfigOf(1, 2, 2));
        Assert.Null(ConfigOf(1, 3));
        Assert.Null(ConfigOf(1, 0));
    }

    [Fact]
    public void Entries_follow_each_other()
    {
        Assert.True(IsAppend(5, Entry(5), Entry(6)));
        Assert.True(IsAppend(5));
        Assert.False(IsAppend(5, Entry(6)));
        Assert.False(IsAppend(5, Entry(5), Entry(7)));
        Assert.False(IsAppend(5, Entry(5), Entry(5)));
        Assert.False(IsAppend(0, Entry(0)));
    }

    [Fact]
    public void An_entry_has_a_configuration_where_it_is_one()
    {
        Assert.True(IsAppend(5, Entry(5, 3, Config(1))));
        Assert.False(IsAppend(5, Entry(5, 3)));
        Assert.False(IsAppend(5, Entry(5, 1, Config(1))));
        Assert.False(IsAppend(5, Entry(5, 3, Config())));
        Assert.False(IsAppend(5, Entry(5, 4)));
        Assert.False(IsAppend(5, Entry(5, 0)));
        Assert.False(IsAppend(5, new Wire.GroupEntry { Slot = 5, Kind = 1, Type = 256 }));
    }

    [Fact]
    public void Nothing_counts_so_far_that_one_more_would_be_too_much()
    {
        Assert.True(IsGroups(new Wire.GroupMessage { Behind = new Wire.Behind { Through = MessageBounds.CountMax } }));
        Assert.False(IsGroups(new Wire.GroupMessage { Behind = new Wire.Behind { Through = ulong.MaxValue } }));
        Assert.True(IsGroups(new Wire.GroupMessage { Ballot = (ulong)MessageBounds.RoundMax << 32, Released = new Wire.Released() }));
        Assert.False(IsGroups(new Wire.GroupMessage { Ballot = ulong.MaxValue, Released = new Wire.Released() }));
        Assert.True(Is(new Wire.Envelope { Probe = Probe(MessageBounds.TicksMax) }));
        Assert.False(Is(new Wire.Envelope { Probe = Probe(long.MaxValue) }));
        Assert.False(Is(new Wire.Envelope { Probe = Probe(long.MinValue) }));
        Assert.False(Is(new Wire.Envelope { Probe = new Wire.Probe { Life = new Wire.NodeLife() } }));
        Assert.False(Is(new Wire.Envelope { RestRoll = new Wire.GroupRoll { Groups = { 1, 2 }, Ballots = { 1 } } }));
    }

    [Fact]
    public void Calls_ask_for_rows_that_hold_documents()
    {
        Assert.True(IsCall(new Wire.Call { ItemRead = new Wire.ItemRead { Key = Bytes(1, 5) } }));
        Assert.False(IsCall(new Wire.Call { ItemRead = new Wire.ItemRead() }));
        Assert.False(IsCall(new Wire.Call { ItemRead = new Wire.ItemRead { Key = Bytes(0, (byte)'s') } }));
        Assert.False(IsCall(new Wire.Call { ItemRead = new Wire.ItemRead { Key = Bytes([1, .. new byte[8000]]) } }));
        Assert.True(IsCall(new Wire.Call { RangeRead = new Wire.RangeRead { Start = Bytes(16), End = Bytes(17) } }));
        Assert.False(IsCall(new Wire.Call { RangeRead = new Wire.RangeRead { Start = Bytes(16), End = Bytes(17, 0) } }));
        Assert.False(IsCall(new Wire.Call { RangeRead = new Wire.RangeRead { Start = Bytes(2), End = Bytes(3) } }));
        Assert.False(IsCall(new Wire.Call { RangeRead = new Wire.RangeRead { Start = Bytes(1), ItemsMax = uint.MaxValue } }));
        Assert.False(IsCall(new Wire.Call()));
    }

    [Fact]
    public void Writes_have_documents()
    {
        static Wire.Call Write(uint kind, params byte[] document) => new() { ItemWrite = new Wire.ItemWrite { Kind = kind, Key = Bytes(1), Document = Bytes(document) } };
        Assert.True(IsCall(Write(1, 0)));
        Assert.True(IsCall(Write(2)));
        Assert.True(IsCall(Write(3, 0)));
        Assert.False(IsCall(Write(1)));
        Assert.False(IsCall(Write(3)));
        Assert.False(IsCall(Write(1, 1)));
        Assert.False(IsCall(Write(2, 7)));
        Assert.False(IsCall(Write(0, 0)));
        Assert.False(IsCall(Write(4, 0)));
    }

    [Fact]
    public void Answers_hold_whole_documents()
    {
        static Wire.CallAnswer Page(params byte[] documents) => new() { RangeRead = new Wire.RangeReadAnswer { Documents = Bytes(documents) } };
        Assert.True(IsAnswer(Page()));
        Assert.True(IsAnswer(Page(1, 0, 0, 0, 0)));
        Assert.False(IsAnswer(Page(1, 0, 0, 0)));
        Assert.False(IsAnswer(Page(1, 0, 0, 0, 9)));
        Assert.False(IsAnswer(Page(255, 255, 255, 255, 0)));
        Assert.False(IsAnswer(new Wire.CallAnswer { RangeRead = new Wire.RangeReadAnswer { HasMore = true } }));
        Assert.False(IsAnswer(new Wire.CallAnswer { ItemRead = new Wire.ItemReadAnswer { Found = true } }));
        Assert.False(IsAnswer(new Wire.CallAnswer { Outcome = 11, Leader = new Wire.LeaderAnswer() }));
        Assert.False(IsAnswer(new Wire.CallAnswer { ItemWrite = new Wire.ItemWriteAnswer { IndexWriteUnits = { 1, 1, 1, 1, 1, 1 } } }));
    }

    [Fact]
    public void A_schema_has_named_keys_and_indexes_that_differ()
    {
        static Wire.KeyPart Part(string name, uint type = 1) => new() { Name = name, Type = type };
        static Wire.LocalIndex Index(uint ordinal, uint projection = 1) => new() { Name = "i", Ordinal = ordinal, Sort = Part("x"), Projection = projection };
        static bool IsSchema(Wire.PartitionSchema schema) => SchemaCodec.Read(schema) is not null;
        Assert.True(IsSchema(new Wire.PartitionSchema { Partition = Part("p"), Sort = Part("s"), LocalIndexes = { Index(0), Index(4) } }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("p"), LocalIndexes = { Index(0) } }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("p"), Sort = Part("s"), LocalIndexes = { Index(0), Index(0) } }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("p"), Sort = Part("s"), LocalIndexes = { Index(5) } }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("p"), Sort = Part("s"), LocalIndexes = { Index(1, 4) } }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("") }));
        Assert.False(IsSchema(new Wire.PartitionSchema { Partition = Part("p", 4) }));
        Assert.False(IsSchema(new Wire.PartitionSchema()));
    }

    private static Ballast.Replication.Groups.GroupConfig? ConfigOf(params uint[] kinds) => GroupConfigCodec.Read(Config(kinds));

    private static Wire.GroupConfig Config(params uint[] kinds)
    {
        var config = new Wire.GroupConfig { Epoch = 1 };
        foreach (var kind in kinds)
            config.Voters.Add(new Wire.GroupVoter { Node = 1, Kind = kind });
        return config;
    }

    private static Wire.GroupEntry Entry(ulong slot, uint kind = 1, Wire.GroupConfig? config = null) => new() { Slot = slot, Kind = kind, Config = config };

    private static Wire.Probe Probe(long sentAt) => new() { Life = new Wire.NodeLife(), ProbeLife = new Wire.NodeLife(), SentAt = sentAt };

    private static ByteString Bytes(params byte[] bytes) => ByteString.CopyFrom(bytes);

    private static bool IsAppend(ulong first, params Wire.GroupEntry[] entries) =>
        IsGroups(new Wire.GroupMessage { Append = new Wire.Append { First = first, Entries = { entries } } });

    private static bool IsGroups(Wire.GroupMessage message) => Is(new Wire.Envelope { Groups = new Wire.GroupBatch { Messages = { message } } });

    private static bool IsCall(Wire.Call call) => Is(new Wire.Envelope { Call = call });

    private static bool IsAnswer(Wire.CallAnswer answer) => Is(new Wire.Envelope { CallAnswer = answer });

    private static bool Is(Wire.Envelope envelope) => Coded.Read(envelope.ToByteArray()) is not null;
}
