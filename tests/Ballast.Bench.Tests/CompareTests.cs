using Ballast.Bench.Compare;

namespace Ballast.Bench.Tests;

public sealed class CompareTests
{
    [Fact]
    public void The_middle_of_an_even_number_lies_between_the_two_in_the_middle()
    {
        Assert.Equal(new Spread(2.5, 1, 4), Spread.Of([4, 1, 3, 2]));
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
    }

    [Fact]
    public void A_command_line_is_split_at_blanks_outside_quotes()
    {
        Assert.Equal(["java", "-jar", "/a b/c.jar", ""], CommandLineWords.Split("java  -jar \"/a b/c.jar\" \"\" "));
        Assert.Throws<ArgumentException>(() => CommandLineWords.Split("\"open"));
        Assert.Throws<ArgumentException>(() => CommandLineWords.Split("  "));
    }

    [Fact]
    public void A_server_is_named_before_the_first_equals_sign()
    {
        Assert.Equal(new ServerCommand("db", "serve --x=y"), ServerCommand.Parse("db=serve --x=y"));
        Assert.Throws<ArgumentException>(() => ServerCommand.Parse("=serve"));
        Assert.Throws<ArgumentException>(() => ServerCommand.Parse("db="));
    }
}
