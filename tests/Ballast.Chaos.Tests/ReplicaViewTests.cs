using Ballast.Processes;

namespace Ballast.Chaos.Tests;

public sealed class ReplicaViewTests
{
    private const string Whole = "2 1 9 4 aa\n2 3 9 4 aa\n2 5 9 4 aa\n";

    [Fact]
    public void Three_trees_are_whole_and_equal_ones_equal()
    {
        Assert.True(View(Whole).IsEqual);
        Assert.True(View(Whole + "3 1 7 4 bb\n3 4 8 4 bb\n3 5 7 4 bb\n").IsWhole);
        Assert.False(View(Whole + "3 1 7 4 bb\n3 4 8 4 bb\n3 5 7 4 bb\n").IsEqual);
        Assert.False(View(Whole + "3 1 7 4 bb\n3 4 7 4 bb\n3 5 7 4 cc\n").IsEqual);
    }

    [Fact]
    public void A_member_without_a_tree_and_one_that_is_missing_leave_a_group_that_is_not_whole()
    {
        Assert.False(View(Whole + "3 1 7 4 bb\n3 4 -\n3 5 7 4 bb\n").IsWhole);
        Assert.False(View(Whole + "3 1 7 4 bb\n3 5 7 4 bb\n").IsWhole);
        Assert.False(View("").IsWhole);
    }

    private static ReplicaView View(string page) => new(ReplicaLine.Parse(page));
}
