"""Enter waits for the letters that were typed before it."""

from __future__ import annotations

import asyncio

from hipkit.widgets.settling import PAUSE, Settling


def test_an_act_waits_until_no_letter_comes() -> None:
    done: list[str] = []

    async def person() -> None:
        settling = Settling()
        settling.typed()
        settling.then(lambda: done.append("first"))
        settling.then(lambda: done.append("checked"))  # pressed twice: once
        await asyncio.sleep(PAUSE / 2)
        settling.typed()  # a letter that was held back
        await asyncio.sleep(PAUSE * 3 / 4)
        assert done == []
        await asyncio.sleep(PAUSE)

    asyncio.run(person())
    assert done == ["checked"]


def test_an_act_long_after_the_last_letter_is_at_once() -> None:
    done: list[str] = []

    async def person() -> None:
        Settling().then(lambda: done.append("checked"))
        assert done == ["checked"]

    asyncio.run(person())


def test_without_an_event_loop_everything_is_at_once() -> None:
    done: list[str] = []
    settling = Settling()
    settling.typed()
    settling.then(lambda: done.append("checked"))
    assert done == ["checked"]
