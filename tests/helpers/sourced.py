"""What in a JSON answer has a citation and does not say its sources as promised."""

from __future__ import annotations

from hipkit.values.citations import sources

KEYS = ["id", "text", "dated", "read_on"]


def unsourced(answer: object) -> list[object]:
    """Every object with `citation` whose `sources` are not what they should be.

    >>> unsourced({"notices": [{"text": "said", "citation": "somewhere"}]})
    [{'text': 'said', 'citation': 'somewhere'}]
    """
    if isinstance(answer, list):
        return [wrong for part in answer for wrong in unsourced(part)]
    if not isinstance(answer, dict):
        return []
    wrong: list[object] = [answer] if "citation" in answer and not _sourced(answer) else []
    return wrong + [deeper for part in answer.values() for deeper in unsourced(part)]


def _sourced(answer: dict[str, object]) -> bool:
    listed = answer.get("sources")
    if not isinstance(listed, list) or not listed or any(list(source) != KEYS for source in listed):
        return False
    known = [sources()[source["id"]] for source in listed]
    read = [None if source.read is None else source.read.isoformat() for source in known]
    return (
        listed[0]["text"] == answer["citation"]
        and [source["dated"] for source in listed] == [source.dated for source in known]
        and [source["read_on"] for source in listed] == read
    )
