using Ballast.Histories.Items;
using static Ballast.Histories.Tests.Written;

namespace Ballast.Histories.Tests;

public sealed class WrittenHistoryTests
{
    [Fact]
    public void Nothing_is_linearizable() => new Written().IsRight();

    [Fact]
    public void A_read_at_the_time_of_a_write_may_see_it_or_not()
    {
        new Written().Ok(0, 9, Put("a")).Ok(1, 2, Read, SawNone).Ok(3, 4, Read, Saw("a")).IsRight();
        new Written().Ok(0, 9, Put("a")).Ok(1, 2, Read, Saw("a")).Ok(3, 4, Read, SawNone).IsWrong(1, 2);
    }

    [Fact]
    public void A_read_behind_a_write_must_see_it() =>
        new Written().Ok(0, 1, Put("a")).Ok(2, 3, Put("b")).Ok(4, 5, Read, Saw("a")).IsWrong(0, 1, 2);

    [Fact]
    public void A_read_sees_no_other_items_value() => new Written().Ok(0, 1, Put("a")).Ok(2, 3, Read, Saw("z")).IsWrong(1);

    [Fact]
    public void A_read_sees_no_write_that_has_not_begun() => new Written().Ok(0, 1, Read, Saw("a")).Ok(2, 3, Put("a")).IsWrong(0);

    [Fact]
    public void What_meets_at_one_stamp_is_concurrent()
    {
        new Written().Ok(0, 5, Put("a")).Ok(5, 6, Read, SawNone).IsRight();
        new Written().Ok(0, 5, Put("a")).Ok(6, 7, Read, SawNone).IsWrong(0, 1);
    }

    [Fact]
    public void Two_conditional_writes_do_not_both_find_the_same_image() =>
        new Written().Ok(0, 1, Put("a")).Ok(2, 9, PutIf("b", "a")).Ok(3, 8, PutIf("c", "a")).IsWrong(1, 2);

    [Fact]
    public void An_item_is_created_once() => new Written().Ok(0, 9, PutIfNone("a")).Ok(1, 8, PutIfNone("b")).IsWrong(0, 1);

    [Fact]
    public void An_addition_is_not_lost()
    {
        new Written().Ok(0, 9, Add(1), SawCount(2)).Ok(1, 8, Add(1), SawCount(1)).IsRight();
        new Written().Ok(0, 9, Add(1), SawCount(1)).Ok(1, 8, Add(1), SawCount(1)).IsWrong(0, 1);
    }

    [Fact]
    public void An_addition_is_not_done_twice()
    {
        new Written().Ok(0, 1, Add(1), SawCount(1)).Ok(2, 3, Read, SawCount(2)).IsWrong(1);
        new Written().Unknown(0, Add(1)).Ok(2, 3, Read, SawCount(2)).IsWrong(1);
    }

    [Fact]
    public void A_write_that_failed_is_not_seen() => new Written().Failed(0, 1, Put("a")).Ok(2, 3, Read, Saw("a")).IsWrong(1);

    [Fact]
    public void A_condition_does_not_fail_for_a_write_that_vanished() =>
        new Written().Failed(0, 1, Put("a")).Refused(2, 3, PutIfNone("b")).Ok(4, 5, Read, SawNone).IsWrong(1);

    [Fact]
    public void A_condition_that_failed_for_an_unknown_write_shows_that_it_happened()
    {
        new Written().Unknown(0, Put("a")).Refused(2, 3, PutIfNone("b")).Ok(4, 5, Read, Saw("a")).IsRight();
        new Written().Unknown(0, Put("a")).Refused(2, 3, PutIfNone("b")).Ok(4, 5, Read, SawNone).IsWrong(1, 2);
    }

    [Fact]
    public void A_condition_tells_what_it_saw()
    {
        var put = new ItemOperation.Put("b") { Condition = new ItemCondition.NotExists(), TellsWhatFailed = true };
        new Written().Ok(0, 1, Put("a")).Refused(2, 3, put, ItemResult.FailedBy(ItemImage.Of("a"))).IsRight();
        new Written().Ok(0, 1, Put("a")).Refused(2, 3, put, ItemResult.FailedBy(ItemImage.Of("z"))).IsWrong(1);
    }

    [Fact]
    public void A_deleted_item_does_not_come_back()
    {
        new Written().Ok(0, 1, Put("a")).Ok(2, 3, Delete).Ok(4, 5, Read, SawNone).Ok(6, 7, PutIfNone("b")).IsRight();
        new Written().Ok(0, 1, Put("a")).Ok(2, 3, Delete).Ok(4, 5, Read, SawNone).Ok(6, 7, Read, Saw("a")).IsWrong(0, 2, 3);
    }

    [Fact]
    public void Acknowledged_writes_keep_their_order() =>
        new Written().Ok(0, 1, Put("a")).Ok(2, 3, Put("b")).Ok(4, 5, Put("c")).Ok(6, 7, Read, Saw("b")).IsWrong(1, 2, 3);

    [Fact]
    public void Two_readers_see_two_writes_in_one_order() =>
        new Written().Ok(0, 20, Put("a")).Ok(0, 20, Put("b"))
            .Ok(1, 2, Read, Saw("a")).Ok(3, 4, Read, Saw("b")).Ok(5, 6, Read, Saw("a")).IsWrong(2, 3, 4);

    [Fact]
    public void An_old_image_is_that_of_the_write_before()
    {
        var swap = new ItemOperation.Put("c") { Answer = ItemAnswer.Old };
        new Written().Ok(0, 9, Put("a")).Ok(0, 9, Put("b")).Ok(1, 2, swap, Saw("a")).Ok(10, 11, Read, Saw("b")).IsRight();
        new Written().Ok(0, 9, Put("a")).Ok(0, 9, Put("b")).Ok(1, 2, swap, Saw("a")).Ok(10, 11, Read, Saw("a")).IsWrong(2, 3);
    }

    [Fact]
    public void An_unknown_write_may_take_effect_late_or_never_but_once()
    {
        new Written().Unknown(0, Put("a")).Ok(1, 2, Read, SawNone).Ok(3, 4, Put("b")).Ok(5, 6, Read, Saw("b")).Ok(7, 8, Read, Saw("a")).IsRight();
        new Written().Unknown(0, Put("a")).Ok(1, 2, Read, SawNone).Ok(3, 4, Read, SawNone).IsRight();
        new Written().Unknown(0, Put("a")).Ok(1, 2, Read, Saw("a")).Ok(3, 4, Put("b")).Ok(5, 6, Read, Saw("a")).IsWrong(1, 2, 3);
    }

    [Fact]
    public void An_unknown_read_says_nothing() => new Written().Unknown(0, Read).Ok(1, 2, Put("a")).Unknown(3, Read).Ok(4, 5, Read, Saw("a")).IsRight();

    [Fact]
    public void Unknown_writes_may_need_each_other() =>
        new Written().Unknown(0, PutIf("c", "b")).Unknown(0, PutIf("b", "a")).Unknown(0, PutIfNone("a")).Ok(1, 2, Read, Saw("c")).IsRight();
}
