using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Bench.Wire;

/// <summary>AWS Signature Version 4 for the templates, without allocation in the steady state.</summary>
/// <remarks>
/// With keys, every request is signed and dated anew. Without keys the header is well formed, made once with a well-known
/// key, and never renewed: for servers that do not check it.
/// Source: "Create a signed AWS API request" in the AWS IAM user guide.
/// </remarks>
internal sealed class RequestSigner
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string ContentType = "application/x-amz-json-1.0";
    public const string SignedHeaders = "content-type;host;x-amz-date;x-amz-target";
    public const int DateBytes = 16;
    public const int DayBytes = 8;
    public const int HexBytes = 64;
    private const int HashBytes = 32;
    private readonly byte[] _secret;
    private readonly TimeProvider _time;
    private readonly byte[] _date = new byte[DateBytes];
    private readonly byte[] _key = new byte[HashBytes];
    private long _second = -1;
    private int _day = -1;

    public RequestSigner(string? accessKey, string? secretKey, string region, TimeProvider time)
    {
        if (accessKey is null != secretKey is null)
            throw new ArgumentException("give both the access key and the secret key, or neither");
        SignsEveryRequest = accessKey is not null;
        AccessKey = accessKey ?? "bench";
        Region = region;
        _secret = Encoding.UTF8.GetBytes("AWS4" + (secretKey ?? "bench"));
        _time = time;
    }

    public bool SignsEveryRequest { get; }

    public string AccessKey { get; }

    public string Region { get; }

    public SignatureState Prepare(string host, string target) => new(host, target, Region);

    /// <summary>Signs a template as it stands now.</summary>
    public void Sign(RequestTemplate template)
    {
        Renew();
        _date.CopyTo(template.Date);
        _date.AsSpan(0, DayBytes).CopyTo(template.Day.Span);
        Span<byte> hash = stackalloc byte[HashBytes];

        var state = template.Signature;
        SHA256.HashData(template.Body, hash);
        state.WriteCanonical(_date, hash);
        SHA256.HashData(state.Canonical, hash);
        state.WriteStringToSign(_date, hash);
        HMACSHA256.HashData(_key, state.StringToSign, hash);
        Hex.Write(hash, template.SignatureHex.Span);
    }

    private void Renew()
    {
        var now = _time.GetUtcNow();
        if (now.ToUnixTimeSeconds() == _second)
            return;
        _second = now.ToUnixTimeSeconds();
        Encoding.ASCII.GetBytes(now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), _date);
        if (now.DayOfYear == _day)
            return;
        _day = now.DayOfYear;
        DeriveKey();
    }

    private void DeriveKey()
    {
        var key = HMACSHA256.HashData(_secret, _date.AsSpan(0, DayBytes));
        foreach (var part in new[] { Region, "dynamodb", "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        key.CopyTo(_key, 0);
    }
}
