"""Who belongs together by a self-made code, and who stays alone."""

from hypothesis import given
from hypothesis import strategies as st

from grantsapp.mel.quality.linking import linked

from .tables import a_sitting, a_tool

TOOL = a_tool(items="ab")


def came(moment, code=None, **more):
    return a_sitting("12", tools=[TOOL], moment=moment, code_hash=code, **more)


def looked_back(code=None, **more):
    answers = {TOOL.code: {"a": 1, "b": 2}}
    return came("t1", code, raw={"t1": answers, "r0": answers}, **more)


def ids(people):
    return [tuple(s.id for s in person.sittings) for person in people]


def test_one_code_is_one_person_in_the_order_of_time():
    later, after, before = came("t2", "x"), came("t1", "x"), came("t0", "x")

    (survey,) = linked([later, after, before])
    (person,) = survey.people

    assert [s.id for s in person.sittings] == [before.id, after.id, later.id]
    assert [at.sitting for at in person.pair] == [before, after]
    assert [at.moment for at in person.follow_ups] == ["t2"]


def test_without_a_code_everybody_is_alone():
    sittings = [came("t0"), came("t1"), came("t1", "")]

    (survey,) = linked(sittings)

    assert sorted(ids(survey.people)) == sorted((s.id,) for s in sittings)
    assert survey.pairs == survey.twice == ()


def test_a_code_is_known_within_its_survey_only():
    one, two = linked([came("t0", "x"), came("t1", "x", survey=2)])

    assert (one.survey, two.survey) == (1, 2)
    assert one.pairs == two.pairs == ()


def test_a_code_used_twice_at_a_moment_leaves_that_moment_unmatched():
    before, later = came("t0", "x"), came("t2", "x")
    after = [came("t1", "x"), came("t1", "x")]

    (survey,) = linked([before, *after, later])

    assert [[s.id for s in same] for same in survey.twice] == [[s.id for s in after]]
    assert ids(survey.people) == [(before.id, later.id), *((s.id,) for s in after)]
    assert survey.pairs == ()
    assert len(survey.followed("t2")) == 1


def test_one_who_looks_back_is_a_pair_alone():
    sitting = looked_back()

    (survey,) = linked([sitting])
    (pair,) = survey.pairs

    assert [(at.sitting, at.moment) for at in pair] == [
        (sitting, "r0"),
        (sitting, "t1"),
    ]


def test_two_who_look_back_under_one_code_are_two_pairs_and_no_follow_up():
    sittings = [looked_back("x"), looked_back("x"), came("t3", "x")]

    (survey,) = linked(sittings)

    assert len(survey.pairs) == 2
    assert survey.followed("t3") == ()
    assert ids(survey.strangers) == [(sittings[2].id,)]


def test_looking_back_without_a_word_about_the_beginning_is_no_pair():
    (survey,) = linked([came("t1", raw={"t1": {"calm": {"a": 1}}, "r0": {}})])

    assert survey.pairs == ()
    assert len(survey.respondents) == 1


def test_who_comes_to_a_follow_up_only_is_no_respondent():
    known, stranger = came("t0", "x"), came("t2", "y")

    (survey,) = linked([known, came("t2", "x"), stranger, came("t2")])

    assert len(survey.respondents) == 1
    assert len(survey.followed("t2")) == 1
    assert len(survey.strangers) == 2


def test_who_is_not_counted_is_out_and_frees_the_code():
    before, after = came("t0", "x"), came("t1", "x")
    wrong = came("t1", "x", is_excluded=True)
    resent = came("t1", "x", is_resent=True)

    (survey,) = linked([before, after, wrong, resent])

    assert survey.out == (wrong, resent)
    assert survey.twice == ()
    assert len(survey.pairs) == 1


some_sittings = st.lists(
    st.builds(
        came,
        st.sampled_from(["t0", "t1", "t2", "t3"]),
        st.sampled_from([None, "x", "y", "z"]),
        survey=st.integers(1, 2),
        is_excluded=st.booleans(),
        is_resent=st.booleans(),
    ),
    max_size=25,
)


def shape(surveys):
    """What linking says, by ids."""
    return [(s.survey, ids(s.people), len(s.pairs), s.twice, s.out) for s in surveys]


@given(some_sittings)
def test_every_sitting_is_in_one_person_or_out(sittings):
    found = linked(sittings)

    people = [s.id for survey in found for p in survey.people for s in p.sittings]
    out = [s.id for survey in found for s in survey.out]
    assert sorted(people + out) == sorted(s.id for s in sittings)
    assert {s.id for s in sittings if s.is_counted} == set(people)


@given(some_sittings)
def test_nobody_answers_twice_at_a_moment(sittings):
    for survey in linked(sittings):
        for person in survey.people:
            moments = [s.moment for s in person.sittings]
            assert len(moments) == len(set(moments))
            assert len({s.code_hash for s in person.sittings}) == 1
        assert len(survey.respondents) + len(survey.strangers) == len(survey.people)


@given(some_sittings, st.randoms())
def test_the_order_of_rows_does_not_matter(sittings, chance):
    shuffled = chance.sample(sittings, len(sittings))

    assert shape(linked(shuffled)) == shape(linked(sittings))
