"""A payer's rules by day, reading and therapy: what each does and where it was read, what stays open, what changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hipkit.errors import InputError
from hipkit.formats.payers import html as rules_html
from hipkit.panels.base import Answer, Field, Message
from hipkit.panels.calculator.fields import NO_PAYER, by_name
from hipkit.panels.texts import BLANKS, check_choice, plain, refusal
from hipkit.payers.axes.axis import THERAPIES
from hipkit.payers.files import load_policy
from hipkit.payers.policy import Policy
from hipkit.values.strict import date

NEWEST = "the newest rules"
_THERAPIES = dict(zip(THERAPIES, ("continuous", "in doses", "PCA", "implanted pump"), strict=True))


@dataclass(frozen=True)
class PayerRules:
    """The rules of one payer as a panel. `today` tells the day by which ages are counted.

    >>> answer = PayerRules().answer(PayerRules().start)
    >>> answer.visible, answer.settled
    (('payer', 'reading', 'therapy', 'on'), True)
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "payer rules"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Which payer, read how, for which therapy, on which day."""
        section = "Whose rules"
        payers = tuple(choice for choice in by_name()["payer"].choices if choice[0] != NO_PAYER)
        return (
            Field("payer", "Payer", "choice", choices=payers, section=section),
            Field("reading", "Reading", "choice", choices=by_name()["reading"].choices, section=section),
            Field("therapy", "Therapy", "choice", choices=tuple(_THERAPIES.items()), section=section),
            Field("on", "On the day", help=f"a day of service; empty: {NEWEST}", example="2021-03-01", section=section),
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "rules", "open", "said", "history"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first: HMSA's newest rules."""
        return {"payer": "hmsa", "reading": "rule-text", "therapy": THERAPIES[0], "on": ""}

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """HMSA's rules as its example applies them, on the first day of the example."""
        return "HMSA's example", {**self.start, "reading": "published-example", "on": "2021-03-01"}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """The rules; or why they cannot be shown, and what to type."""
        typed = {name: plain(texts.get(name, "")) for name in self.start}
        messages: dict[str, Message] = {}
        try:
            for name in ("payer", "reading", "therapy"):
                check_choice(next(field for field in self.fields if field.name == name), typed[name])
            policy = load_policy(typed["payer"])
            several = len(policy.readings) > 1
            reading = policy.reading(typed["reading"] if several else None).id
            therapy = _therapy(typed["therapy"])
            on = _day(typed["on"], policy, messages)
        except InputError as error:
            name = error.field if error.field in self.start else "payer"
            messages[name] = refusal(error)
            return Answer(rules_html.waiting(messages[name].text), messages, visible=tuple(self.start))
        seen = tuple(name for name in self.start if name != "reading" or several)
        shown_parts = rules_html.parts(policy, reading, therapy, on, self.today())
        return Answer(shown_parts, messages, visible=seen, settled=True)

    def draw(self, asked: object) -> str:
        """There is no picture here."""
        return ""


def _day(text: str, policy: Policy, messages: dict[str, Message]) -> datetime.date | None:
    if not text.strip(BLANKS):
        return None
    day = date(text, "on", "2021-03-01")
    then = policy.revision(day)
    messages["on"] = Message("ok", f"{day:%A}" + (f", revision {then.number}" if then else ""))
    return day


def _therapy(text: str) -> str:
    if text not in _THERAPIES:
        raise InputError("therapy", text, f"known are {', '.join(THERAPIES)}", THERAPIES[0])
    return text
