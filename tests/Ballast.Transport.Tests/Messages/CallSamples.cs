using System.Buffers.Binary;

using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Tests;
using Ballast.Model.Tests.Expressions;
using Ballast.Node.Calls;
using Ballast.Node.Indexes;
using Ballast.Node.Links;

namespace Ballast.Transport.Tests.Messages;

/// <summary>As <see cref="Samples"/>, of calls and their answers.</summary>
internal static class CallSamples
{
    private const ulong Id = 0x0123_4567_89AB_CDEF;
    private static readonly byte[] Key = [1, 9, 9, 9, 9, 9, 9, 9, 9, (byte)'k', 0, 0];
    private static readonly byte[] Item = DynamoJson.Document("{'id':{'S':'k'},'n':{'N':'-1.5'},'l':{'L':[{'BOOL':true},{'NULL':true}]}}");

    public static IEnumerable<(string, NodeMessage)> Asked =>
    [
        ("item-read", Call(new ItemRead(), static read => Fill(read.Key, Key))),
        ("item-read-of-any", Call(new ItemRead(), static read =>
        {
            Fill(read.Key, Key);
            (read.MayBeStale, read.SeeksLeader) = (true, true);
        })),
        ("item-put", Call(new ItemWrite(), Put)),
        ("item-delete", Call(new ItemWrite(), static write =>
        {
            write.Kind = WriteKind.Delete;
            Fill(write.Key, Key);
        })),
        ("item-update", Call(new ItemWrite(), Update)),
        ("range-read", Call(new RangeRead(), Range)),
        ("range-read-of-a-table", Call(new RangeRead(), static range => Fill(range.Start, [1]))),
        ("leader-call", Call(new LeaderCall(), static _ => { })),
        ("item-update-of-long-ones", Call(new ItemWrite(), UpdateOfLongOnes)),
    ];

    public static IEnumerable<(string, NodeMessage)> Answered =>
    [
        ("item-read-answer", Answer(new ItemRead(), CallOutcome.Done, static read =>
        {
            read.Found = true;
            Fill(read.Document, Item);
        })),
        ("item-read-answer-of-nothing", Answer(new ItemRead(), CallOutcome.NotLeader, static _ => { })),
        ("item-write-answer", Answer(new ItemWrite(), CallOutcome.Done, Written)),
        ("item-write-answer-of-an-invalid-update", Answer(new ItemWrite(), CallOutcome.UpdateInvalid, static write => write.Problem = "An operand …")),
        ("item-write-answer-of-an-invalid-index-key", Answer(new ItemWrite(), CallOutcome.IndexKeyInvalid, static write =>
            write.IndexKeyProblem = new IndexKeyProblem(IndexKeyProblemKind.TooLong, Samples.Index, ValueTag.StringSet))),
        ("range-read-answer", Answer(new RangeRead(), CallOutcome.Done, Read)),
        ("leader-call-done", Answer(new LeaderCall(), CallOutcome.Done, static call => call.Applied = new Slot(77))),
        ("leader-call-answer", Answer(new LeaderCall(), CallOutcome.Unavailable, static _ => { })),
    ];

    public static CallMessage Call<T>(T call, Action<T> fill)
        where T : ReplicaCall
    {
        call.Begin();
        fill(call);
        return new CallMessage(Samples.From, Samples.To, Id, Samples.Group, call);
    }

    public static CallAnswerMessage Answer<T>(T call, CallOutcome outcome, Action<T> fill)
        where T : ReplicaCall
    {
        call.Begin();
        call.Outcome = outcome;
        fill(call);
        return new CallAnswerMessage(Samples.From, Samples.To, Id, call);
    }

    private static void Put(ItemWrite write)
    {
        write.Kind = WriteKind.Put;
        Fill(write.Key, Key);
        Fill(write.Document, Item);
        (write.WantsOld, write.WantsNew) = (true, true);
        write.Condition = Request.With("{':v':{'N':'1'},':t':{'S':'S'},':p':{'S':'x'}}")
            .Condition("NOT (a.b[3].c = :v OR size(d) BETWEEN :v AND :v) AND attribute_type(e, :t) AND (begins_with(f, :p) OR contains(g, :p)) "
                + "AND attribute_exists(h) AND attribute_not_exists(i) AND (j <> :v OR k < :v OR l <= :v OR m > :v OR n >= :v) AND o IN (:v, p, :p)");
    }

    private static void UpdateOfLongOnes(ItemWrite write)
    {
        Update(write);
        var (text, name) = (new string('v', 70), new string('n', 64));
        var request = Request.With($"{{':s':{{'S':'{text}'}},':l':{{'L':[{{'S':'{text}'}}]}},':ss':{{'SS':['{text}']}}}}", $"#n={name}");
        write.Condition = request.Condition("#n = :s OR a.#n.#n > :s OR b IN (:s, :l, :s)");
        write.Update = request.Update("SET a = :s, #n.b = list_append(:l, :l), c = :ss ADD d :ss, e :ss DELETE f :ss");
    }

    private static void Update(ItemWrite write)
    {
        write.Kind = WriteKind.Update;
        Fill(write.Key, Key);
        Fill(write.Document, DynamoJson.Document("{'id':{'S':'k'}}"));
        write.Update = Request.With("{':v':{'N':'1'},':l':{'L':[]},':s':{'SS':['x']}}")
            .Update("SET a = if_not_exists(a, :v) + :v, b[2] = list_append(b[0], :l), c = d - :v, e.f = :l REMOVE g[1], h ADD i :v DELETE j :s");
    }

    private static void Range(RangeRead range)
    {
        Fill(range.Start, [19, 1]);
        Fill(range.End, [19, 3]);
        Fill(range.Behind, [19, 2, 2]);
        (range.Descending, range.CountOnly, range.FetchWholeItems, range.MayBeStale) = (true, true, true, true);
        (range.ItemsMax, range.BytesMax) = (100, 1 << 20);
        range.Index = Samples.Index;
        range.Filter = ConditionExpression.OfTests(
            [
                new AttributeTest("a.b"u8.ToArray(), AttributeOperator.NotContains, [DynamoJson.Value("{'S':'x'}")]),
                new AttributeTest("c"u8.ToArray(), AttributeOperator.In, [DynamoJson.Value("{'N':'1'}"), DynamoJson.Value("{'N':'2'}")]),
            ],
            any: true);
    }

    private static void Written(ItemWrite write)
    {
        write.OldFound = true;
        Fill(write.Old, Item);
        Fill(write.New, DynamoJson.Document("{'id':{'S':'k'}}"));
        (write.OldBytes, write.NewBytes, write.CollectionBytes) = (20, 3, 1L << 33);
        (write.IndexWriteUnits[0], write.IndexWriteUnits[3]) = (1, 2);
    }

    private static void Read(RangeRead range)
    {
        (range.Evaluated, range.Matched, range.EvaluatedBytes, range.FetchedUnits) = (5, 2, 400, 7);
        AddDocument(range.Documents, Item);
        AddDocument(range.Documents, DynamoJson.Document("{}"));
        range.HasMore = true;
        Fill(range.LastDocument, Item);
    }

    private static void AddDocument(ByteBuffer target, byte[] document)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, document.Length);
        target.Write(length);
        target.Write(document);
    }

    private static void Fill(ByteBuffer target, ReadOnlySpan<byte> bytes) => target.Write(bytes);
}
