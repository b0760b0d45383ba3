"""From an empty database to a report, by the commands of the manual."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from grantsapp import files
from grantsapp.accounts import actions as accounts
from grantsapp.app import create_app
from grantsapp.awards.models import Award
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.evaluation import snapshots
from grantsapp.evaluation.actions import evaluating
from grantsapp.evaluation.snapshots import Snapshot
from grantsapp.mel.models import Response

TOP = Path(__file__).parents[2]
TOOL = TOP / "docs" / "instruments" / "workshops.json"
FILE = Path(__file__).parent / "data" / "synthetic-workshops.csv"
# Of pingouin and statsmodels; how, says data/synthetic-workshops.md.
FIGURES = {
    "n": 150, "pairs": 76, "projects": 9, "mean_before": 3.296992,
    "mean_after": 3.599624, "difference": 0.302632, "sd_difference": 0.532466,
    "t": 4.954839, "p": 0.000004, "d_z": 0.568359, "d_av": 0.413260,
    "alpha_before": 0.836041, "alpha_after": 0.879513,
}  # fmt: skip
POOLED = {
    "k": 7, "tau2": 0.047660, "estimate": 0.284738, "se": 0.099450,
    "ci": [0.041393, 0.528083], "prediction": [-0.302270, 0.871745],
}  # fmt: skip
IMPORT = (
    "import-responses", "--new-call", "WORKSHOPS", "--instrument", "workshops",
    "--project", "workshop", "--respondent", "respondent",
    "--before", "{item}.pre", "--after", "{item}.post",
)  # fmt: skip


@pytest.fixture
def grantsapp(tmp_path):
    """Run a command in an empty house of its own."""

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-m", "grantsapp", *map(str, words)],
            env={**os.environ, "GRANTSAPP_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    assert run("init")[0] == 0
    assert run("import-instrument", TOOL) == (0, "workshops 1: 7 items.\n")
    return run


def count(tmp_path, table):
    with create_app(DATA=str(tmp_path), SECRET_KEY="test").app_context():
        found = db.session.query(table).count()
        db.session.remove()
        db.engine.dispose()
        return found


def test_a_past_round_comes_in_and_is_reported_on(grantsapp, tmp_path):
    assert grantsapp(*IMPORT, FILE)[0] == 0
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "html", "pdf")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    assert grantsapp("report", "--call", "WORKSHOPS", *options)[0] == 0

    report = json.loads(files["json"].read_text())
    (found,) = report["instruments"]
    for key, value in FIGURES.items():
        assert found[key] == pytest.approx(value, abs=5e-5), key
    for key, value in POOLED.items():
        assert found["pooled"][key] == pytest.approx(value, abs=5e-5), key
    html = files["html"].read_text()
    assert "Working with data" in html
    assert "url(" not in html
    text = " ".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(files["pdf"])
    )
    assert "Working with data" in text


def test_a_public_report_hides_small_groups(grantsapp, tmp_path):
    grantsapp(*IMPORT, FILE)
    path = tmp_path / "public.json"

    grantsapp("report", "--call", "WORKSHOPS", "--public", "--json", path)

    (found,) = json.loads(path.read_text())["instruments"]
    assert all(p["pairs"] >= 10 for p in found["by_project"])
    assert found["hidden"]["projects"] > 0
    assert sum(p["pairs"] for p in found["by_project"]) == found["pairs"]


def test_a_report_speaks_arabic(grantsapp, tmp_path):
    grantsapp(*IMPORT, FILE)
    path = tmp_path / "report.html"

    options = ("--html", path, "--language", "ar")
    assert grantsapp("report", "--call", "WORKSHOPS", *options)[0] == 0

    assert '<html lang="ar" dir="rtl">' in path.read_text()


def broken(text):
    lines = text.splitlines()
    cells = lines[3].split(",")
    cells[2] = "9"
    lines[3] = ",".join(cells)
    lines[5] = ",".join(lines[4].split(",")[:2] + lines[5].split(",")[2:])
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (
            broken,
            [
                "Line 4, “agree_accessdata.pre”: “9” is not on the scale from 1 to 5.",
                "Line 5 has the same identifier",
            ],
        ),
        (
            lambda text: text.replace("agree_coding.post", "coding"),
            ["Line 1, “agree_coding.post”: There is no such column in this file."],
        ),
        (
            lambda text: text.encode("utf-16").removesuffix(b"\n\x00") + b"\x00",
            ["is not written in"],
        ),
    ],
)
def test_a_file_with_a_fault_is_refused_as_a_whole(grantsapp, tmp_path, change, faults):
    path = tmp_path / "answers.csv"
    text = change(FILE.read_text())
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    code, said = grantsapp(*IMPORT, path)

    assert code == 1
    for fault in faults:
        assert fault in said
    assert "Nothing was stored." in said
    assert count(tmp_path, Response) == count(tmp_path, Award) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "--call", "NONE"), "There is no call 'NONE'."),
        (
            (*IMPORT[:3], *IMPORT[3:4], "other", *IMPORT[5:], FILE),
            "no instrument 'other'",
        ),
        (("import-instrument", TOOL), "workshops 1 is here already"),
        (("import-instrument", FILE), "This is not JSON"),
        ((*IMPORT[:2], "small letters", *IMPORT[3:], FILE), "capital letters"),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_why(grantsapp, words, said):
    code, answer = grantsapp(*words)

    assert code != 0
    assert said in answer


def test_a_round_comes_in_once(grantsapp):
    grantsapp(*IMPORT, FILE)

    assert "There is a call 'WORKSHOPS' already." in grantsapp(*IMPORT, FILE)[1]


def test_awards_of_a_past_round_without_group_are_not_published(grantsapp, tmp_path):
    grantsapp(*IMPORT, FILE)
    path = tmp_path / "grants.json"

    code, said = grantsapp("publish", "--json", path, "--xlsx", tmp_path / "g.xlsx")

    assert code == 1
    assert "There is no public award. Nothing was written." in said
    assert not path.exists()


def test_the_starters_come_in_once(grantsapp):
    code, said = grantsapp("import-instrument", "--starters")

    assert code == 0
    names = [line.split()[0] for line in said.splitlines()]
    assert len(names) == 15
    assert names == sorted(names)
    assert {"frontline", "neighbours", "recognising", "steadiness"} < set(names)
    assert grantsapp("import-instrument", "--starters") == (0, "")


def test_importing_an_instrument_wants_a_file_or_the_starters(grantsapp):
    assert grantsapp("import-instrument")[0] == 2
    assert grantsapp("import-instrument", "--starters", TOOL)[0] == 2


@pytest.fixture
def sealed(tmp_path, grantsapp):
    """A round that was worked out and kept, and the file that its figures come from."""
    grantsapp(*IMPORT, FILE)
    with create_app(DATA=str(tmp_path), SECRET_KEY="test").app_context():
        call = calls.call("WORKSHOPS", lock=True)
        eva = accounts.add_person("eva@example.org", name="Eva")
        made = evaluating.evaluate(call, by=eva)
        db.session.commit()
        path = tmp_path / "sealed.zip"
        with files.opened(made.snapshot) as content:
            path.write_bytes(content.read())
        (tmp_path / "told.json").write_text(json.dumps(made.inside))
        db.session.remove()
        db.engine.dispose()
    return path


def test_a_sealed_snapshot_gives_the_figures_that_are_stored(grantsapp, sealed):
    assert grantsapp("report", "--verify", sealed) == (0, "equal\n")


def test_a_figure_that_was_changed_is_told_with_both_values(
    grantsapp, sealed, tmp_path
):
    told = json.loads((tmp_path / "told.json").read_text())
    was = told["instruments"][0]["difference"]
    told["instruments"][0]["difference"] = 0.5
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(told))

    code, said = grantsapp("report", "--verify", sealed, "--against", changed)

    assert code == 1
    assert f"instruments[0].difference: 0.5 was told, {was} comes out" in said
    assert "1 figures differ." in said
    whole = tmp_path / "told.json"
    assert grantsapp("report", "--verify", sealed, "--against", whole)[0] == 0


def change(content):
    content[len(content) // 2] ^= 1


def another(content):
    """A whole snapshot, sealed by somebody else."""
    file = BytesIO()
    found, _seal = snapshots.read(BytesIO(bytes(content)))
    snapshots.write(Snapshot({**found.meta, "extra": {"a": 1}}, found.arrays), file)
    content[:] = file.getvalue()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (change, "This is no sealed snapshot, or it is damaged."),
        (bytearray.clear, "This is no sealed snapshot, or it is damaged."),
        (another, "No evaluation of this house has the seal"),
    ],
)
def test_a_file_that_cannot_be_verified_says_why(grantsapp, sealed, spoil, said):
    content = bytearray(sealed.read_bytes())
    spoil(content)
    sealed.write_bytes(content)

    code, answer = grantsapp("report", "--verify", sealed)

    assert code == 1
    assert said in answer
    assert len(answer.splitlines()) == 1


def test_a_report_is_of_a_call_or_of_a_seal(grantsapp, sealed):
    assert grantsapp("report")[0] == 2
    assert grantsapp("report", "--call", "WORKSHOPS", "--verify", sealed)[0] == 2
