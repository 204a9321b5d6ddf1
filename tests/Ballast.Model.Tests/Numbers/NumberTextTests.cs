using System.Numerics;
using System.Text;
using Ballast.Foundation;
using Ballast.Model.Numbers;

namespace Ballast.Model.Tests.Numbers;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("0e999", "0")]
    [InlineData("+7", "7")]
    [InlineData("007", "7")]
    [InlineData("-42", "-42")]
    [InlineData("100", "100")]
    [InlineData("1000000", "1000000")]
    [InlineData("1.50", "1.5")]
    [InlineData("10.05", "10.05")]
    [InlineData("-0.001", "-0.001")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("12.5e-3", "0.0125")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData("1234567890123456789.0123456789012345678", "1234567890123456789.0123456789012345678")]
    [InlineData("0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678")]
    [InlineData("123456789012345678901234567890123456780000", "123456789012345678901234567890123456780000")]
    public void A_number_comes_back_as_plain_decimal_text(string text, string expected) =>
        Assert.Equal(expected, DynamoJson.NumberOf(DynamoJson.Number(text)));

    [Theory]
    [InlineData("", NumberParse.NotANumber)]
    [InlineData("-", NumberParse.NotANumber)]
    [InlineData("--1", NumberParse.NotANumber)]
    [InlineData(".", NumberParse.NotANumber)]
    [InlineData("e5", NumberParse.NotANumber)]
    [InlineData("1e", NumberParse.NotANumber)]
    [InlineData("1e+", NumberParse.NotANumber)]
    [InlineData("1.2.3", NumberParse.NotANumber)]
    [InlineData("1 ", NumberParse.NotANumber)]
    [InlineData(" 1", NumberParse.NotANumber)]
    [InlineData("abc", NumberParse.NotANumber)]
    [InlineData("0x10", NumberParse.NotANumber)]
    [InlineData("NaN", NumberParse.NotANumber)]
    [InlineData("1e126", NumberParse.Overflow)]
    [InlineData("-1e126", NumberParse.Overflow)]
    [InlineData("1e99999999999999999999", NumberParse.Overflow)]
    [InlineData("1e-131", NumberParse.Underflow)]
    [InlineData("-9.9e-131", NumberParse.Underflow)]
    [InlineData("1e-99999999999999999999", NumberParse.Underflow)]
    [InlineData("123456789012345678901234567890123456789", NumberParse.TooManyDigits)]
    [InlineData("1.00000000000000000000000000000000000001", NumberParse.TooManyDigits)]
    public void What_is_no_number_or_out_of_range_is_told_apart(string text, NumberParse expected)
    {
        var target = new byte[NumberEncoding.EncodedBytesMax];
        Assert.Equal(expected, NumberText.TryParse(Encoding.ASCII.GetBytes(text), target, out var length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void The_ends_of_the_range_are_kept_exactly()
    {
        var nines = new string('9', 38);
        Assert.Equal("1" + new string('0', 125), DynamoJson.NumberOf(DynamoJson.Number("1e125")));
        Assert.Equal(nines + new string('0', 88), DynamoJson.NumberOf(DynamoJson.Number(nines + "e88")));
        Assert.Equal("-0." + new string('0', 129) + "1", DynamoJson.NumberOf(DynamoJson.Number("-1e-130")));
        Assert.Equal("0." + new string('0', 129) + nines, DynamoJson.NumberOf(DynamoJson.Number("0." + new string('0', 129) + nines)));
    }

    [Fact]
    public void Any_number_round_trips_and_equal_numbers_have_equal_bytes()
    {
        const ulong seed = 11;
        var chance = new Chance(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var number = RandomNumber.Next(chance);
            var encoded = DynamoJson.Number(number.Text(chance));
            Assert.True(NumberEncoding.IsValid(encoded), number.ToString());
            Assert.Equal(encoded.Length, NumberEncoding.LengthOf([.. encoded, 7, 0, 255]));
            Assert.Equal(number, RandomNumber.Parse(DynamoJson.NumberOf(encoded)));
            Assert.Equal(encoded, DynamoJson.Number(DynamoJson.NumberOf(encoded)));
        }
    }

    [Fact]
    public void The_order_of_bytes_is_the_order_of_numbers()
    {
        const ulong seed = 12;
        var chance = new Chance(seed);
        var left = RandomNumber.Next(chance);
        for (var i = 0; i < 20_000; i++)
        {
            // Often a close neighbour: same exponent, one more or fewer digit, or the other sign.
            var right = chance.OneIn(2) ? RandomNumber.Next(chance) : RandomNumber.Normal(left.Coefficient * (chance.OneIn(4) ? -1 : 1) + chance.NextInt32(3) - 1, left.Exponent);
            var order = NumberEncoding.Compare(DynamoJson.Number(left.ToString()), DynamoJson.Number(right.ToString()));
            Assert.Equal(left.CompareTo(right), Math.Sign(order));
            left = chance.OneIn(2) ? right : RandomNumber.Next(chance);
        }
    }

    [Fact]
    public void Damaged_encodings_are_found()
    {
        byte[][] damaged =
        [
            [], [0], [4, 0], [2, 0], [3, 128], [3, 129, 0], [3, 129, 1, 0], [3, 129, 102, 0], [3, 129, 2, 1, 0], [3, 129, 2, 2], [3, 129, 2, 0, 0],
            [3, 192, 2, 0], [3, 63, 2, 0], [1, 126, 253], [1, 126, 254, 255], [1, 126, 1, 255],
        ];
        foreach (var bytes in damaged)
            Assert.False(NumberEncoding.IsValid(bytes), Convert.ToHexString(bytes));
        Assert.True(NumberEncoding.IsValid([3, 129, 2, 0]));
        Assert.True(NumberEncoding.IsValid([1, 126, 253, 255]));
    }
}

/// <summary>A number as coefficient x 10^exponent without zeros at the coefficient's end: the independent arithmetic of these tests.</summary>
internal readonly record struct RandomNumber(BigInteger Coefficient, int Exponent) : IComparable<RandomNumber>
{
    public static RandomNumber Next(Chance chance)
    {
        var digits = chance.OneIn(3) ? 1 + chance.NextInt32(38) : 1 + chance.NextInt32(6);
        BigInteger coefficient = 0;
        for (var i = 0; i < digits; i++)
            coefficient = coefficient * 10 + chance.NextInt32(10);
        var exponent = chance.OneIn(3) ? chance.NextInt32(125 + 130 - 38) - 130 : chance.NextInt32(13) - 6;
        return Normal(chance.OneIn(2) ? -coefficient : coefficient, exponent);
    }

    public static RandomNumber Normal(BigInteger coefficient, int exponent)
    {
        if (coefficient.IsZero)
            return default;
        for (; coefficient % 10 == 0; coefficient /= 10)
            exponent++;
        return new RandomNumber(coefficient, exponent);
    }

    public static RandomNumber Parse(string plain)
    {
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? Normal(BigInteger.Parse(plain), 0)
            : Normal(BigInteger.Parse(plain.Remove(point, 1)), point + 1 - plain.Length);
    }

    public int Digits => BigInteger.Abs(Coefficient).ToString().Length;
    public int Magnitude => Exponent + Digits - 1;

    public int CompareTo(RandomNumber other)
    {
        var low = Math.Min(Exponent, other.Exponent);
        return (Coefficient * BigInteger.Pow(10, Exponent - low)).CompareTo(other.Coefficient * BigInteger.Pow(10, other.Exponent - low));
    }

    public RandomNumber Plus(RandomNumber other, int sign)
    {
        var low = Math.Min(Exponent, other.Exponent);
        return Normal(Coefficient * BigInteger.Pow(10, Exponent - low) + sign * other.Coefficient * BigInteger.Pow(10, other.Exponent - low), low);
    }

    /// <summary>One of the many ways to write it.</summary>
    public string Text(Chance chance)
    {
        var digits = BigInteger.Abs(Coefficient).ToString();
        var sign = Coefficient.Sign < 0 ? "-" : chance.OneIn(4) ? "+" : "";
        var zeros = new string('0', chance.NextInt32(3));
        if (Exponent is <= 0 and > -30 && chance.OneIn(2))
        {
            digits = digits.PadLeft(-Exponent + 1, '0');
            return sign + zeros + digits[..^-Exponent] + "." + digits[^-Exponent..] + zeros;
        }
        var at = chance.NextInt32(digits.Length + 1);
        return $"{sign}{zeros}{digits[..at]}.{digits[at..]}{zeros}{(chance.OneIn(2) ? 'e' : 'E')}{Exponent + digits.Length - at}";
    }

    public override string ToString() => $"{Coefficient}E{Exponent}";
}
