"""From a snapshot to all figures: known answers, what is hidden, and odd calls."""

import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp.evaluation import snapshots
from grantsapp.evaluation.plan import Adjust
from grantsapp.evaluation.working import figures
from tests.evaluation.sealed import a_snapshot
from tests.evaluation.workshops import workshops


def some(project, count, start=0, **about):
    """So many people of one item, who differ."""
    return [
        (project, {"before": (1 + n % 3,), "after": (2 + n % 4 % 3,)}, dict(about))
        for n in range(start, start + count)
    ]


def worked(*people, **more):
    """All figures of one instrument, inside and public."""
    found = figures(a_snapshot([p for part in people for p in part], **more))
    json.dumps(found, allow_nan=False)
    return found.inside["instruments"][0], found.public["instruments"][0]


def six(value):
    return pytest.approx(value, abs=5e-7)


@pytest.fixture(scope="module")
def synthetic():
    told = workshops(lambda _items: None)
    rows = [
        (one.project, {"before": one.before, "after": one.after}, {}) for one in told
    ]
    return a_snapshot(rows)


def test_the_synthetic_workshops_give_the_oracle_s_figures_from_a_snapshot(synthetic):
    """Of pingouin and statsmodels; how, says data/synthetic-workshops.md."""
    (found,) = figures(synthetic).inside["instruments"]

    assert (found["n"], found["pairs"], found["projects"]) == (150, 76, 9)
    assert found["difference"] == six(0.302632)
    assert found["d_z"] == six(0.568359)
    assert found["alpha_after"] == six(0.879513)
    assert found["pooled"]["estimate"] == six(0.284738)
    assert found["pooled"]["ci"] == six([0.041393, 0.528083])
    (found,) = figures(synthetic).public["instruments"]
    assert found["pooled"]["estimate"] == six(0.391522)
    assert found["hidden"] == {"projects": 4}


def test_a_file_gives_the_figures_that_its_snapshot_gives(synthetic):
    file = BytesIO()
    seal = snapshots.write(synthetic, file)

    again, told = snapshots.read(file)

    assert told == seal == snapshots.seal_of(synthetic)
    assert figures(again) == figures(synthetic)


def test_p_values_are_adjusted_over_the_family_alone():
    people = [*some("a", 12), *some("b", 15), *some("c", 11, 1)]
    codes = ("one", "two", "three")
    found = figures(a_snapshot(people, codes=codes, family=codes[:2]))
    for told in (found.inside, found.public):
        one, two, three = told["instruments"]
        assert one["p_adjusted"] == two["p_adjusted"] == six(2 * one["pooled"]["p"])
        assert three["p_adjusted"] is None
    found = figures(a_snapshot(people, codes=codes, adjust=Adjust.BENJAMINI_HOCHBERG))
    one = found.inside["instruments"][0]
    assert one["p_adjusted"] == six(one["pooled"]["p"])


def test_themes_are_averages_of_their_projects_and_public_from_three_on():
    people = [*some("a1", 12), *some("a2", 15), *some("a3", 11, 1), *some("b1", 30)]
    inside, public = worked(people, some("a4", 5))

    assert [(t["theme"], t["projects"]) for t in inside["themes"]] == [
        ("a", 4),
        ("b", 1),
    ]
    (theme,) = public["themes"]
    assert (theme["projects"], theme["pairs"]) == (3, 38)
    # It is worked out from lines that are public: nothing else is in it.
    alone, _public = worked([p for p in people if p[0][0] == "a"])
    assert theme["pooled"] == alone["pooled"]


def test_what_stands_beside_comes_through_as_it_was_given():
    extra = {"inside": {"process": {"a": 1}}, "public": {"process": {"a": None}}}
    found = figures(a_snapshot(some("a", 3), extra=extra))

    assert (found.inside["process"], found.public["process"]) == ({"a": 1}, {"a": None})


def checked(flagged, complete=0, count=40):
    people = some("a", count) + some("b", 20) + some("c", 20, 1)
    people = [(p, t, {"flagged": n < flagged}) for n, (p, t, _a) in enumerate(people)]
    return worked(people)[1]["checks"]


@pytest.mark.parametrize(
    ("flagged", "is_told"), [(0, True), (1, False), (9, False), (12, True), (39, False)]
)
def test_a_check_is_public_where_it_leaves_out_nobody_or_enough(flagged, is_told):
    found = checked(flagged)

    assert ("without_flagged" in found) is is_told
    assert "naive" in found
    assert "leave_one_project_out" not in found


def later(project, count, came, start="before"):
    """People before and after, of whom the first so many came again."""
    people = some(project, count)
    for n, (_project, told, _about) in enumerate(people[:came]):
        told["t2"] = (1 + n % 5,)
    return people


def shown(table):
    return {line["project"]: line["pairs"] for line in table["by_project"]}


@pytest.mark.parametrize(
    ("came", "is_shown"),
    [(40, True), (39, False), (31, False), (30, True), (10, True), (9, False)],
)
def test_a_follow_up_is_public_where_those_who_stayed_away_are_enough(came, is_shown):
    inside, public = worked(later("a", 40, came), some("b", 20))
    since = {t["since"]: t for t in inside["follow_ups"]}

    assert shown(since["before"]) == shown(since["after"]) == {"a": came}
    for table in public["follow_ups"]:
        assert shown(table) == ({"a": came} if is_shown else {})
        if not is_shown:
            assert table["n"] is None
            assert table["hidden"] == {"projects": 1}


def test_follow_ups_that_single_somebody_out_together_are_not_both_public():
    """Twenty came after three months, nineteen others after six: one is left."""
    people = some("a", 40)
    for n, (_project, told, _about) in enumerate(people):
        told["t2" if n < 20 else "t3"] = (1 + n % 5,)
    del people[39][1]["t3"]

    _inside, public = worked(people)

    found = {(t["moment"], t["since"]): shown(t) for t in public["follow_ups"]}
    assert found["t2", "before"] == {"a": 20}
    assert found["t3", "before"] == found["t3", "after"] == {}


def test_groups_that_all_are_one_project_do_not_tell_of_its_other_member():
    """The Arabic group is a project but for one: the project's sum less the group's."""
    first = some("a", 13, language="ar")
    first[5][2]["language"] = "en"
    rest = some("b", 30, language="en") + some("c", 20, language="pl")
    inside, public = worked(first, rest, by=("language",))

    assert {g["value"]: g["pairs"] for g in inside["groups"][0]["groups"]} == {
        "ar": 12, "en": 31, "pl": 20,
    }  # fmt: skip
    told = {g["value"] for g in public["groups"][0]["groups"]}
    assert not {"ar", "en"} & told


def test_groups_that_lie_across_projects_are_public():
    people = [
        person
        for project in "abc"
        for tongue in ("ar", "en", "pl")
        for person in some(project, 8, ord(tongue[0]), language=tongue)
    ]

    _inside, public = worked(people, by=("language",))

    assert {g["value"] for g in public["groups"][0]["groups"]} == {"ar", "en", "pl"}


def test_hidden_groups_who_changed_alike_hide_a_third():
    """How far the hidden ones differ is known; where they do not, each is known."""
    alike = [
        (
            f"{'ab'[n % 2]}",
            {"before": (1 + n % 4,), "after": (2 + n % 4,)},
            {"language": la},
        )
        for n, la in enumerate(["ar"] * 6 + ["pl"] * 6)
    ]
    others = [
        person
        for project in "ab"
        for tongue in ("en", "fr")
        for person in some(project, 14, language=tongue)
    ]

    _inside, public = worked(alike, others, by=("language",))

    (groups,) = public["groups"]
    assert (len(groups["groups"]), groups["hidden"]) == (1, 3)


def asked_once(project, count):
    return [(project, {"after": (1 + n % 5,)}, {}) for n in range(count)]


def test_who_was_asked_once_has_a_level_and_no_change():
    people = [asked_once("a", 15), asked_once("b", 20), asked_once("c", 4)]
    inside, public = worked(*people, design="after_only")

    assert inside["pairs"] == 0
    levels = {line["project"]: line for line in inside["after_only"]["by_project"]}
    assert levels["a"]["mean"] == 3.0
    # Of scipy: its t interval with 14 degrees of freedom over its standard error.
    assert levels["a"]["ci"] == six([2.189347, 3.810653])
    told = public["after_only"]
    assert {line["project"] for line in told["by_project"]} == {"a", "b"}
    assert (told["n"], told["hidden"]) == (35, {"projects": 1})
    assert worked(some("a", 12))[0]["after_only"] is None


ODD = {
    "nobody": [],
    "one response": some("a", 1),
    "all equal": [("a", {"before": (3,), "after": (3,)}, {})] * 20,
    "zero variance": [("a", {"before": (3,), "after": (4,)}, {})] * 20,
    "a missing before": [("a", {"after": (4,)}, {})] * 20,
    "nothing answered": [("a", {}, {})] * 20,
    "200 projects": [p for n in range(200) for p in some(f"p{n:03}", 3 + n % 12)],
    "later alone": [("a", {"t2": (n % 5 + 1,), "after": (2,)}, {}) for n in range(20)],
}


@pytest.mark.parametrize("people", ODD.values(), ids=ODD)
def test_odd_calls_give_figures(people):
    inside, public = worked(people, by=("language", "age"))

    for found in (inside, public):
        if found["pooled"]["ci"] is None:
            assert found["notes"], found


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.dictionaries(
                st.sampled_from(["before", "after", "t2", "t3"]),
                st.tuples(st.none() | st.integers(1, 5)),
            ),
            st.fixed_dictionaries(
                {"language": st.sampled_from(["ar", "en"]), "flagged": st.booleans()}
            ),
        ),
        max_size=60,
    )
)
@settings(max_examples=60)
def test_whatever_was_answered_the_figures_are_json_and_of_the_shown_alone(people):
    found = figures(a_snapshot(people, threshold=5, by=("language",)))
    assert json.loads(json.dumps(found, allow_nan=False)) == list(found)
    public = found.public["instruments"][0]
    lines = {line["project"]: line["pairs"] for line in public["by_project"]}
    assert all(pairs >= 5 for pairs in lines.values())
    for table in public["follow_ups"]:
        for line in table["by_project"]:
            away = lines.get(line["project"], 0) - line["pairs"]
            assert line["pairs"] >= 5
            assert away <= 0 or away >= 5


def tampered(change):
    file = BytesIO()
    snapshots.write(a_snapshot(some("a", 12)), file)
    content = bytearray(file.getvalue())
    change(content)
    return BytesIO(bytes(content))


def turn(at):
    def change(content):
        content[at] ^= 1

    return change


def cut(content):
    del content[99:]


@pytest.mark.parametrize(
    "change", [turn(60), turn(-5), turn(500), bytearray.clear, cut]
)
def test_a_changed_byte_is_seen(change):
    with pytest.raises(snapshots.Unreadable):
        snapshots.read(tampered(change))


def test_a_file_that_is_no_snapshot_is_told():
    for content in (b"", b"PK\x03\x04", b"a,b\n1,2\n", b"{}"):
        with pytest.raises(snapshots.Unreadable, match="no sealed snapshot"):
            snapshots.read(BytesIO(content))


def test_an_array_of_objects_is_never_read():
    """NumPy would unpickle it, and so run whatever stands in it."""
    import zipfile

    file = BytesIO()
    out = BytesIO()
    np.save(out, np.array([print], object), allow_pickle=True)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("meta.json", json.dumps({"format": 1}))
        packed.writestr("people/name.npy", out.getvalue())

    with pytest.raises(snapshots.Unreadable, match="array"):
        snapshots.read(file)


def test_the_same_content_is_the_same_bytes_and_another_one_another_seal():
    one, two = a_snapshot(some("a", 12)), a_snapshot(some("a", 12))
    files = BytesIO(), BytesIO()
    seals = [snapshots.write(s, f) for s, f in zip((one, two), files, strict=True)]
    other = replace(one, meta={**one.meta, "extra": {"inside": {"a": 1}}})

    assert files[0].getvalue() == files[1].getvalue()
    assert seals[0] == seals[1] != snapshots.seal_of(other)
