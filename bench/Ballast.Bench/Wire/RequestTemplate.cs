using System.Globalization;
using System.Text;

namespace Ballast.Bench.Wire;

/// <summary>One whole HTTP/1.1 request, rendered once; afterwards only its changing bytes are written.</summary>
/// <remarks>One owner: the load thread patches it, sends it, and patches it again.</remarks>
internal sealed class RequestTemplate
{
    private readonly byte[] _bytes;
    private readonly int _bodyStart;
    private readonly int[] _keys;
    private readonly (int Offset, int Length)[] _values;
    private readonly int _fieldDigit;
    private readonly int _limit;

    public RequestTemplate(string host, string target, BodyBuilder body, RequestSigner signer)
    {
        var bodyBytes = body.ToArray();
        Signature = signer.Prepare(host, target);
        var before = $"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: {RequestSigner.ContentType}\r\n" +
            $"X-Amz-Target: {target}\r\nX-Amz-Date: ";
        var authorization = $"\r\nAuthorization: {RequestSigner.Algorithm} Credential={signer.AccessKey}/";
        var scope = $"/{signer.Region}/dynamodb/aws4_request, SignedHeaders={RequestSigner.SignedHeaders}, Signature=";
        var after = string.Create(CultureInfo.InvariantCulture, $"\r\nContent-Length: {bodyBytes.Length}\r\n\r\n");

        var dateStart = before.Length;
        var dayStart = dateStart + RequestSigner.DateBytes + authorization.Length;
        var signatureStart = dayStart + RequestSigner.DayBytes + scope.Length;
        _bodyStart = signatureStart + RequestSigner.HexBytes + after.Length;
        _bytes =
        [
            .. Encoding.ASCII.GetBytes(
                before + new string('0', RequestSigner.DateBytes) + authorization + new string('0', RequestSigner.DayBytes) +
                scope + new string('0', RequestSigner.HexBytes) + after),
            .. bodyBytes,
        ];
        Date = _bytes.AsMemory(dateStart, RequestSigner.DateBytes);
        Day = _bytes.AsMemory(dayStart, RequestSigner.DayBytes);
        SignatureHex = _bytes.AsMemory(signatureStart, RequestSigner.HexBytes);
        _keys = [.. body.Keys.Select(offset => offset + _bodyStart)];
        _values = [.. body.Values.Select(value => (value.Offset + _bodyStart, value.Length))];
        _fieldDigit = body.FieldDigit + _bodyStart;
        _limit = body.Limit + _bodyStart;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_bodyStart);

    public SignatureState Signature { get; }

    public Memory<byte> Date { get; }

    public Memory<byte> Day { get; }

    public Memory<byte> SignatureHex { get; }

    /// <summary>Writes consecutive keys, from <paramref name="first"/>, into the places for keys.</summary>
    public void PatchKeys(long first)
    {
        foreach (var offset in _keys)
            WriteDigits(_bytes.AsSpan(offset, ItemShape.KeyDigits), first++);
    }

    public void PatchValues(ValuePool values)
    {
        foreach (var (offset, length) in _values)
            values.Take(length).CopyTo(_bytes.AsSpan(offset));
    }

    public void PatchField(int field) => _bytes[_fieldDigit] = (byte)('0' + field);

    public void PatchLimit(int limit)
    {
        var target = _bytes.AsSpan(_limit, 3);
        target.Fill((byte)' ');
        for (var i = target.Length - 1; limit > 0; i--, limit /= 10)
            target[i] = (byte)('0' + limit % 10);
    }

    private static void WriteDigits(Span<byte> target, long number)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            var rest = number / 10;
            target[i] = (byte)('0' + (number - rest * 10));
            number = rest;
        }
    }
}
