"""What is sealed, or hidden by a phase, is in no part of what a moderator sees."""

from tests.review.leaks.plans import BidPlan, PairPlan, Plan, a_plan
from tests.review.leaks.rooms import Room
from tests.review.leaks.test_leaks import house_in_order, nothing_stays

__all__ = ["house_in_order", "nothing_stays"]


def a_room(app, *, hides):
    """Rosa reads the one bid of a phase; it has a file."""
    drawn = a_plan(0)
    phases = drawn.phases[:2]
    own = {"hides_organisation": hides, "hides_people": hides, "is_closed": False}
    phases = tuple(type(p)(**(vars(p) | own)) for p in phases)
    bid = BidPlan("Kitchen", "en", 1, is_eligible=True, is_withdrawn=False, decision="")
    pair = PairPlan(True, True, None, False, None, None)
    return Room(app, Plan(drawn.seats, phases, (bid,), ((pair,),) * 4))


def the_page(room):
    """Rosa's page of the bid, and the file that it leads to."""
    rosa = room.reader("rosa")
    where = f"/reviews/{room.world.assigned['rosa', 0, 1]}"
    page = rosa.ask("GET", where).text
    start = page.index(f"{where}/files/")
    return page, rosa.ask("GET", page[start : page.index('"', start)])


def test_what_is_sealed_is_not_in_the_view_of_a_bid(house_in_order):
    page, _file = the_page(a_room(house_in_order, hides=False))

    assert "What we need, 0." in page
    assert "group0@example.net" in page
    assert "Sealed words" not in page


def test_a_file_goes_out_under_the_name_that_its_reader_sees(house_in_order):
    page, file = the_page(a_room(house_in_order, hides=True))
    _open, named = the_page(a_room(house_in_order, hides=False))

    assert "group0@example.net" not in page
    assert "budget" not in file.headers["Content-Disposition"]
    assert "0-0-budget.txt" in named.headers["Content-Disposition"]
    assert file.data == named.data
