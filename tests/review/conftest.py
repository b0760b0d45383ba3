"""A call whose bids are scored in one phase, where a test does not say otherwise."""

import pytest

from tests.cast import a_call, a_fund, a_moderator, scoring_phase


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def phase(call):
    return scoring_phase(call)


@pytest.fixture
def panel(call, cast):
    return [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi)]
