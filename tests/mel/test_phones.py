"""Numbers that people ring are found in a text, in any script, and nothing else is."""

import pytest

from grantsapp.mel.phones import islands, pieces


@pytest.mark.parametrize(
    ("text", "number", "rings"),
    [
        ("Call 999.", "999", "999"),
        ("Childline: 0800 1111, at any hour", "0800 1111", "08001111"),
        ("From abroad +44 20 7946 0018.", "+44 20 7946 0018", "+442079460018"),
        ("(020) 7946-0018", "(020) 7946-0018", "02079460018"),
        ("اتصل بالرقم ٠٨٠٠ ١١١١ الآن", "٠٨٠٠ ١١١١", "08001111"),
    ],
)
def test_a_number_is_found_with_what_to_ring(text, number, rings):
    found = [piece for piece in pieces(text) if piece.rings]

    assert [(piece.text, piece.rings) for piece in found] == [(number, rings)]
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.parametrize(
    "text",
    ["Open 24/7.", "9:00-17:00", "from 8 to 20", "2 people, 3 rooms", "", "1.5 or 12"],
)
def test_hours_and_small_figures_are_no_numbers_to_ring(text):
    assert [piece for piece in pieces(text) if piece.rings] == []


def test_the_groups_of_a_number_stay_in_their_order_where_a_text_runs_to_the_left():
    told = "اتصل بالرقم 0800 1111، كل يوم من 9 إلى 21."

    shown = islands(told)

    assert shown == "اتصل بالرقم \u20660800 1111\u2069، كل يوم من 9 إلى 21."
