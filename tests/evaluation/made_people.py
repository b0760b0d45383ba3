"""People who answered, made in bulk without a database."""

from typing import Any

import numpy as np

from grantsapp.evaluation.anonymity import Trait, generalise
from grantsapp.evaluation.dataset import (
    DECLINED,
    LEFT_OUT,
    NOT_ASKED,
    Asked,
    Facts,
    Form,
    People,
)
from grantsapp.mel import instruments
from grantsapp.mel.instruments import Moment
from tests.cast import CALM

BOTH = (Moment.R0, Moment.T1)


def a_tool(items: int = 2, **more: Any) -> instruments.Instrument:
    """An instrument as the cast has it, every other item reversed."""
    words = [
        {"code": f"i{n}", "text": {"en": f"I do {n}"}, "reversed": bool(n % 2)}
        for n in range(items)
    ]
    told = {**CALM, "title": {"en": "Calm"}, "items": words, **more}
    return instruments.read(told)


def made(size: int, *tools: instruments.Instrument, seed: int = 1) -> People:
    """Some people of three projects, who declined or left out a few answers."""
    rng = np.random.default_rng(seed)

    def chosen(name: str, values: tuple[str, ...], *odds: float) -> Trait:
        codes = rng.choice(len(values), size, p=odds or None)
        return Trait(name, values, codes, 8.0 if name == "project" else 1.0)

    def answers(tool: instruments.Instrument) -> Any:
        ends = tool.minimum, tool.maximum + 1
        table = rng.integers(*ends, (size, len(tool.items))).astype(np.int32)
        dice = rng.random(table.shape)
        table[dice < 0.05] = LEFT_OUT
        table[dice > 0.97] = DECLINED
        table[: size // 20] = NOT_ASKED
        return table

    tools = tools or (a_tool(),)
    return People(
        person=np.array([f"{n:016x}" for n in rng.permutation(size)], "U16"),
        traits=(
            chosen("project", ("P1", "P2", "P3"), 0.5, 0.3, 0.2),
            chosen("language", ("ar", "en", "so"), 0.3, 0.68, 0.02),
            chosen("about_gender", ("", "man", "woman")),
        ),
        asked=np.zeros(size, np.int64),
        tools=tuple(Asked(tool, BOTH) for tool in tools),
        raw={(n, m): answers(tool) for n, tool in enumerate(tools) for m in BOTH},
    )


def facts_of(people: People, **more: Any) -> tuple[People, Facts]:
    """Make people safe, with what is said around them."""
    safe = generalise(people.traits, 5, beside=people.asked)
    told: dict[str, Any] = {
        "call": "CF1",
        "title": "Common Fund",
        "evaluation": 1,
        "worked_out": "2027-01-01T00:00:00+00:00",
        "seal": "",
        "code": "",
        "designs": ["Once, at the end, looking back"],
        "moments": {"r0": "before", "t1": "now"},
        "traits": {
            "project": Form("The project"),
            "language": Form("The language"),
            "about_gender": Form("Which describes you?", {"man": "A man"}),
        },
        "left_out": [],
        "threshold": 10,
        "k": 5,
        "safe": safe,
        "figures": {"instruments": []},
    }
    return people.given(safe), Facts(**{**told, **more})
