using System.Text;

namespace Ballast.Bench.Wire;

/// <summary>The canonical request and the string to sign of one template, with only date and hashes left to write.</summary>
internal sealed class SignatureState
{
    private readonly byte[] _canonical;
    private readonly byte[] _stringToSign;
    private readonly int _canonicalDate;

    public SignatureState(string host, string target, string region)
    {
        var before = $"POST\n/\n\ncontent-type:{RequestSigner.ContentType}\nhost:{host}\nx-amz-date:";
        _canonicalDate = before.Length;
        _canonical = Encoding.ASCII.GetBytes(
            before + new string('0', RequestSigner.DateBytes) + $"\nx-amz-target:{target}\n\n{RequestSigner.SignedHeaders}\n" +
            new string('0', RequestSigner.HexBytes));
        _stringToSign = Encoding.ASCII.GetBytes(
            RequestSigner.Algorithm + "\n" + new string('0', RequestSigner.DateBytes) + "\n" +
            new string('0', RequestSigner.DayBytes) + $"/{region}/dynamodb/aws4_request\n" + new string('0', RequestSigner.HexBytes));
    }

    public ReadOnlySpan<byte> Canonical => _canonical;

    public ReadOnlySpan<byte> StringToSign => _stringToSign;

    public void WriteCanonical(ReadOnlySpan<byte> date, ReadOnlySpan<byte> bodyHash)
    {
        date.CopyTo(_canonical.AsSpan(_canonicalDate));
        Hex.Write(bodyHash, _canonical.AsSpan(_canonical.Length - RequestSigner.HexBytes));
    }

    public void WriteStringToSign(ReadOnlySpan<byte> date, ReadOnlySpan<byte> canonicalHash)
    {
        var dateStart = RequestSigner.Algorithm.Length + 1;
        date.CopyTo(_stringToSign.AsSpan(dateStart));
        date[..RequestSigner.DayBytes].CopyTo(_stringToSign.AsSpan(dateStart + RequestSigner.DateBytes + 1));
        Hex.Write(canonicalHash, _stringToSign.AsSpan(_stringToSign.Length - RequestSigner.HexBytes));
    }
}
