"""Definitions that were stored before format 2."""

from typing import Any


def upgraded(stored: dict[str, Any]) -> dict[str, Any]:
    """Turn a definition as it was stored before format 2 into one of format 2.

    Words in a language that the title lacks were never shown, and go. One that is of
    format 2 already stays as it is.
    """
    if isinstance(stored.get("licence"), dict):
        return stored
    tongues, name = set(stored["title"]), stored.get("licence", "")
    is_own, is_open = stored.get("status") == "starter", name.startswith("CC")
    rights = "own" if is_own else "open" if is_open else "restricted"

    def spoken(text: dict[str, str]) -> dict[str, str]:
        return {code: words for code, words in text.items() if code in tongues}

    scale = stored["scale"]
    labels = {v: spoken(text) for v, text in scale.get("labels", {}).items()}
    kept = {n: stored[n] for n in ("code", "version", "title", "status") if n in stored}
    about = spoken(stored.get("about", {}))
    return {
        **kept,
        **({"about": about} if about else {}),
        "citation": stored.get("source", ""),
        "licence": {"status": rights, "name": name, "proof": ""},
        "scale": {**scale, "labels": labels},
        "items": [{**item, "text": spoken(item["text"])} for item in stored["items"]],
        "scoring": {
            "rule": "mean",
            "missing": "prorate",
            "needed": stored.get("needed", 80),
        },
    }
