"""The sample claim: from an order, with charges and visits, to service lines, form, 837P and files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hipkit.claim.claim import Claim
from hipkit.formats import forms
from hipkit.formats.claim import html as claim_html
from hipkit.formats.filenames import slug
from hipkit.panels.base import FILES, Answer, Field, Message, Offer, Row
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.fields import OTHERS, START
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.calculator.written import of_every_drug
from hipkit.panels.claim import fields as names
from hipkit.panels.claim.entry import ClaimEntry
from hipkit.panels.claim.lines import Moved, charge_rows, charged_by_code, charged_for, uncharged
from hipkit.panels.texts import advice

_START = dict.fromkeys(names.own(), "")


@dataclass(frozen=True)
class SampleClaim:
    """The claim as a panel. Its order is read and shown as the calculator does it.

    `today` tells the day, against which a future day of service is seen.

    >>> answer = SampleClaim().answer(SampleClaim().example[1])
    >>> answer.settled, [file.name for file in answer.files][:2]
    (True, ['claim.837', 'claim.csv'])
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "sample claim"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the order, and those of the claim."""
        return names.fields()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "lines", FILES, "paper", "notices", "view"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first."""
        return {name: text for name, text in START.items() if name != "along"} | _START

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """HMSA's own example, as HMSA bills it."""
        order = {name: text for name, text in SEED.items() if name != "along"}
        return "HMSA's example", order | _START | {"reading": "published-example"}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """Lines, form, 837P, notices and files; or why there are none, and what to type."""
        order = Calculator(self.today).answer({**texts, "along": START["along"]}, last)
        return _Answering(ClaimEntry(texts), order, last, self.today()).answer()

    def draw(self, asked: object) -> str:
        """There is no picture here."""
        return ""


class _Answering:
    """Makes a claim of what was read of the order and of the claim's own fields."""

    def __init__(self, entry: ClaimEntry, order: Answer, last: Mapping[str, str] | None, today: datetime.date) -> None:
        self.entry, self.order, self.last, self.today = entry, order, last, today
        self.to_confirm = False
        self.rows: tuple[Row, ...] = ()

    def answer(self) -> Answer:
        if self.order.picture is None:  # the calculator says why at its fields
            missing = [name for name, said in self.order.messages.items() if said.kind == "waiting"]
            wanted = claim_html.missing([(name, names.label(name)) for name in missing])
            return self._build({"lines": self.order.parts["units"] + wanted})
        order = self.entry.order.order()
        claim = self.entry.claim(order, self.today)
        lines = claim.lines if claim else self.entry.lines(order, self.today)
        self.rows = charge_rows(lines, self.entry.texts["charges"]) if lines else ()
        charges = charged_by_code(lines, self.entry.texts["charges"])
        charged, moved = charged_for(lines, charges, self.entry.texts[names.CHARGED])
        if claim is None:
            stops = [
                (name, names.label(name), advice(error, names.own().get(name)))
                for name, error in self.entry.stops.items()
            ]
            return replace(self._build({"lines": claim_html.stopped(stops)}), keeps={names.CHARGED: charged})
        asked, example = self.order.asked, self.order.of_example
        changes = () if example else asked
        self.to_confirm = bool(changes or claim.to_confirm)
        parts = claim_html.parts(claim, self.today, changes, example)
        parts["lines"] += claim_html.missing(uncharged(lines, self.entry.texts["charges"]))
        if (drugs := Drugs.of(self.entry.given)).several:
            parts["paper"] = of_every_drug(self.entry.given, drugs, claim) + parts["paper"]
        if moved:
            parts["lines"] = claim_html.moved([one.said for one in moved]) + parts["lines"]
            self._ask_charges(moved)
        files = () if asked or moved else self._files(claim)
        waits = bool(asked or claim.to_confirm or moved)
        answer = self._build(parts, files, claim)
        settled = self.order.settled and not waits
        keeps = {**self.order.keeps, "charges": charges, names.CHARGED: charged}
        return replace(answer, settled=settled, ready=not waits, keeps=keeps, asked=asked)

    def _ask_charges(self, moved: Sequence[Moved]) -> None:
        """Ask at the charges for those that stand on something else than they were typed for."""
        self.entry.messages["charges"] = Message("confirm", f"{moved[0].said}: type it anew", moved[0].cells, 1)
        for one in moved:
            kept = Offer(
                "charges", f"keep {one.dollars} dollars for line {one.line}, {one.now}", {names.CHARGED: one.keep}
            )
            self.entry.offers += (kept,)

    def _files(self, claim: Claim) -> tuple[forms.Download, ...]:
        """The claim in every form, and each of its orders to be opened again."""
        stem, files = slug(self.entry.texts["file_name"]), list[forms.Download]()
        for place, bill in enumerate(claim.bills, 1):
            named = f"{stem}-order" if len(claim.bills) == 1 else f"{stem}-order-{place}"
            files += forms.downloads(forms.ORDER, named, self.entry.scenario(bill.order, place - 1))
        return (*forms.downloads(forms.CLAIM, stem, claim, self.today), *files)

    def _build(
        self, parts: Mapping[str, str], files: tuple[forms.Download, ...] = (), billed: Claim | None = None
    ) -> Answer:
        messages = {name: message for name, message in self.order.messages.items() if name != "along"}
        reasons = {self.entry.reason_at} if self.to_confirm else set()
        for name in reasons:
            messages.setdefault(name, Message("confirm", "Enter the reason, or correct the entry"))
        own = [name for name in names.own() if self._visible(name)]
        seen = {*self.order.visible, *own, *reasons} - {"along"}
        hidden = [name for name, field in names.own().items() if field.seldom and name not in own]
        blank = dict.fromkeys(("lines", "notices", "paper", "view"), "")
        return Answer(
            parts={**blank, **parts},
            messages=messages | self.entry.messages,
            offers=(*self.order.offers, *self.entry.offers),
            moves=tuple(move for move in self.order.moves if move.field == OTHERS),
            marked=self.order.marked,
            of_example=self.order.of_example,
            visible=tuple(field.name for field in names.fields() if field.name in seen),
            more=(*self.order.more, *hidden),
            examples=self.order.examples,
            files=files,
            billed=billed,
            options=self.order.options,
            rows={"charges": self.rows} if self.rows else {},
        )

    def _visible(self, name: str) -> bool:
        """Whether one of the claim's own fields is to be seen."""
        entry = self.entry
        if names.own()[name].kind == "kept":
            return False
        if name in entry.stops or entry.filled(name):
            return True
        if name == "nursing_rule":
            return entry.filled("visits")
        return not names.own()[name].seldom
