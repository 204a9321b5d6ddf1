using System.Text;
using Ballast.Model.Numbers;
using BenchmarkDotNet.Attributes;

namespace Ballast.Bench.Micro.Model;

/// <summary>Numbers between their text and their order-preserving bytes.</summary>
public class Numbers
{
    private readonly byte[] _target = new byte[NumberText.TextBytesMax];
    private byte[] _text = [];
    private byte[] _encoded = [];

    [Params("42", "-1234.5678", "12345678901234567890123456789012345678")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        _text = Encoding.ASCII.GetBytes(Text);
        _ = NumberText.TryParse(_text, _target, out var length);
        _encoded = _target[..length];
    }

    [Benchmark]
    public NumberParse Parse() => NumberText.TryParse(_text, _target, out _);

    [Benchmark]
    public int Format() => NumberText.Format(_encoded, _target);
}
