using Ballast.Foundation;
using Ballast.Model.Numbers;

namespace Ballast.Model.Tests.Numbers;

public sealed class NumberArithmeticTests
{
    [Theory]
    [InlineData("1", "2", "3")]
    [InlineData("-1", "1", "0")]
    [InlineData("99", "1", "100")]
    [InlineData("0", "-5", "-5")]
    [InlineData("5", "-7.5", "-2.5")]
    [InlineData("1e125", "-1e125", "0")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000")]
    public void Sums_are_exact(string left, string right, string expected)
    {
        Assert.Equal((NumberParse.Ok, expected), Add(left, right));
        Assert.Equal((NumberParse.Ok, expected), Add(right, left));
    }

    [Theory]
    [InlineData("9.9999999999999999999999999999999999999e125", "1e125", NumberParse.Overflow)]
    [InlineData("-9e125", "-1e125", NumberParse.Overflow)]
    [InlineData("1.1e-130", "-1e-130", NumberParse.Underflow)]
    [InlineData("1e36", "0.1", NumberParse.Ok)]
    [InlineData("1e37", "0.1", NumberParse.TooManyDigits)]
    [InlineData("1e125", "1e-130", NumberParse.TooManyDigits)]
    public void A_sum_that_does_not_fit_is_an_error(string left, string right, NumberParse expected) =>
        Assert.Equal(expected, Add(left, right).Result);

    [Fact]
    public void Sums_and_differences_are_those_of_whole_numbers()
    {
        const ulong seed = 21;
        var chance = new Chance(seed);
        var target = new byte[NumberEncoding.EncodedBytesMax];
        for (var i = 0; i < 40_000; i++)
        {
            var left = RandomNumber.Next(chance);
            var right = chance.OneIn(3) ? left with { Coefficient = -left.Coefficient + chance.NextInt32(2) } : RandomNumber.Next(chance);
            var sign = chance.OneIn(2) ? 1 : -1;
            var expected = left.Plus(RandomNumber.Normal(right.Coefficient, right.Exponent), sign);
            byte[] leftBytes = DynamoJson.Number(left.ToString()), rightBytes = DynamoJson.Number(right.ToString());
            var result = sign > 0
                ? NumberArithmetic.Add(leftBytes, rightBytes, target, out var length)
                : NumberArithmetic.Subtract(leftBytes, rightBytes, target, out length);
            Assert.Equal(Expected(expected), result);
            if (result == NumberParse.Ok)
                Assert.Equal(DynamoJson.Number(expected.ToString()), target[..length]);
        }
    }

    private static NumberParse Expected(RandomNumber sum) =>
        sum.Coefficient.IsZero ? NumberParse.Ok
        : sum.Magnitude > NumberEncoding.MagnitudeMax ? NumberParse.Overflow
        : sum.Magnitude < NumberEncoding.MagnitudeMin ? NumberParse.Underflow
        : sum.Digits > NumberEncoding.DigitsMax ? NumberParse.TooManyDigits
        : NumberParse.Ok;

    private static (NumberParse Result, string Text) Add(string left, string right)
    {
        var target = new byte[NumberEncoding.EncodedBytesMax];
        var result = NumberArithmetic.Add(DynamoJson.Number(left), DynamoJson.Number(right), target, out var length);
        return (result, result == NumberParse.Ok ? DynamoJson.NumberOf(target.AsSpan(0, length)) : "");
    }
}
