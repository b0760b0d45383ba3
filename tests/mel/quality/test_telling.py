"""The rules in words: every one has its sentences, and nothing in them is left open."""

import pytest

from grantsapp.i18n import writing_in
from grantsapp.mel.quality.flags import TELLS, Flag, Limits, Rule
from grantsapp.mel.quality.reliability import Reason
from grantsapp.mel.telling_quality import (
    MOMENTS,
    NAMES,
    REASONS,
    looks_for,
    sentence,
)

VALUES = {
    "moment": "t1", "instrument": "calm", "item": "swept", "sittings": (3, 4),
    "languages": ("ar", "pl"), "first": "ar", "now": "pl",
}  # fmt: skip


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_told_with_all_that_it_tells(app, rule):
    flag = Flag(1, rule, {name: VALUES.get(name, 77) for name in TELLS[rule]})

    with app.test_request_context():
        told = sentence(flag, {"calm": "At ease"})
        general = looks_for(rule, Limits())
        assert str(NAMES[rule])

    assert "%" not in told + general
    assert told.endswith(".")
    assert general.endswith(".")
    assert "calm" not in told  # its title instead


def test_a_limit_that_was_set_is_the_one_that_is_told(app):
    with app.test_request_context():
        assert looks_for(Rule.BROKEN_OFF, Limits(whole=35)) == (
            "Less than 35 per cent of all items are answered."
        )


def test_a_crowd_of_equal_answers_names_the_first(app):
    said = {"sittings": tuple(range(1, 9)), "answered": 30}

    with app.test_request_context(), writing_in("en"):
        told = sentence(Flag(1, Rule.SAME_ANSWERS, said), {})

    assert told.endswith("the numbers 1, 2, 3, 4, and 5 ….")


def test_every_moment_and_reason_has_words(app):
    with app.test_request_context():
        words = {str(word) for word in (*MOMENTS.values(), *REASONS.values())}

    assert len(words) == 5 + len(Reason)
