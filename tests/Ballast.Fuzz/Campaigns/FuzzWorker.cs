using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Fuzz.Grammar;
using Ballast.Fuzz.Mutations;
using Ballast.Fuzz.Wire;

namespace Ballast.Fuzz.Campaigns;

/// <summary>One connection's share of a campaign: draws a request, damages it or not, and looks at the answer.</summary>
internal sealed class FuzzWorker : IDisposable
{
    private const int AnswerKept = 2000;
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 2000 };
    private readonly Chance _chance;
    private readonly FuzzReport _report;
    private readonly RawConnection _connection;
    private readonly RequestGrammar _requests;
    private readonly TreeMutation _trees;
    private readonly ByteMutation _bytes;
    private readonly HeadMutation _heads;

    public FuzzWorker(Chance chance, Uri endpoint, FuzzReport report)
    {
        _chance = chance;
        _report = report;
        _connection = new RawConnection(endpoint);
        _requests = new RequestGrammar(chance);
        _trees = new TreeMutation(chance);
        _bytes = new ByteMutation(chance);
        _heads = new HeadMutation(chance);
    }

    public void Run(int requests)
    {
        for (var left = requests; left > 0; left--)
            RunOne(Draw());
    }

    public void Dispose() => _connection.Dispose();

    private RawRequest Draw()
    {
        var (operation, body) = _requests.Next();
        for (var left = _chance.OneIn(3) ? 1 + _chance.NextInt32(2) : 0; left > 0; left--)
            _trees.Apply(body);
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(Deep));
        for (var left = _chance.OneIn(5) ? 1 + _chance.NextInt32(2) : 0; left > 0; left--)
            bytes = _bytes.Apply(bytes);
        var request = RawRequest.Of(operation, bytes);
        if (_chance.OneIn(8))
        {
            request.HasStrangeHead = true;
            _heads.Apply(request);
        }
        return request;
    }

    private void RunOne(RawRequest request)
    {
        if (_chance.OneIn(500))
        {
            _connection.Abandon(request, _chance.NextDouble());
            _report.Count("abandoned", isAccepted: false);
            return;
        }
        try
        {
            var answer = _connection.Exchange(request);
            _report.Count(Name(answer), answer.Status == 200);
            if (AnswerOracle.Complaint(request, answer) is { } complaint)
                Complain(complaint, request, $"{answer.Status} {Encoding.UTF8.GetString(answer.Body)}");
        }
        catch (InvalidDataException e)
        {
            _report.Count("nothing", isAccepted: false);
            Complain(e.Message, request, "");
        }
    }

    private void Complain(string complaint, RawRequest request, string answer) =>
        _report.Add(new Finding(complaint, request.ToString(), answer.Length > AnswerKept ? answer[..AnswerKept] : answer));

    private static string Name(RawAnswer answer)
    {
        if (answer.Status == 200 || answer.Body.Length == 0 || answer.Headers.ContainsKey("content-encoding"))
            return $"{answer.Status}";
        try
        {
            return $"{answer.Status} {(string?)JsonNode.Parse(answer.Body)?["__type"]}";
        }
        catch (JsonException)
        {
            return $"{answer.Status} without JSON";
        }
    }
}
