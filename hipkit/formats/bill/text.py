"""The pages that the command line prints: what is billed first, then how, what else could be, and the sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill, Choice, Lack
from hipkit.billing.convert import Conversion
from hipkit.billing.differences import Difference, differences
from hipkit.billing.nursing import NursingUnits
from hipkit.billing.waste import Waste
from hipkit.formats.shared.terminal import GLUE, NUMBER, SOFT, Page, aligned, glued, grid
from hipkit.payers import listing
from hipkit.payers.axes.all import AXES
from hipkit.payers.policy import Policy
from hipkit.reference import lookups
from hipkit.reference.brands import brands_of
from hipkit.reference.codes import codes
from hipkit.reference.datasets import newest
from hipkit.reference.products import drug, shown_name
from hipkit.values.notation import in_number, people
from hipkit.values.step import Notice, Step

Row = tuple[str, str, str, str]
_SHORT = 40
_SEE = "no claim line; see the notices"
_NO_CODE = "no single code; see the notices"
_LACKS = {
    "payer": "no claim line: no payer was named", "text": _SEE, "notice": _SEE, "drug": _NO_CODE, "code": _NO_CODE,
}  # fmt: skip
# Where these come to the same there is nothing else that they change.
_ROUNDS = (*(name for name, axis in AXES.items() if axis.rounds), "reading")


def units(bill: Bill, bills: Mapping[str, Bill], today: datetime.date | None = None) -> str:
    """The page of a bill; `bills` are those of every reading of its payer."""
    page = Page(today)
    page.heading("UNITS ON THE CLAIM", f"{bill.payer.name}, {bill.reading}" if bill.payer else "no payer")
    _counts(page, (*_lines(bill), *_quantity(bill)))
    page.line(_totals(bill), SOFT)
    _read(page, bill.read)
    page.steps(bill.steps)
    _readings(page, bill, bills)
    _choices(page, bill)
    return _end(page, bill.notices)


def convert(conversion: Conversion) -> str:
    """The page of a conversion."""
    page = Page()
    if conversion.units is not None:
        page.heading("BILLING UNITS")
        exact = conversion.units_exact
        before = "" if exact is None or exact == conversion.units else f"{people(exact)} before rounding"
        unit = "unit" if conversion.units == 1 else "units"
        _counts(page, [("", people(conversion.units), unit, before or "nothing to round")])
    else:
        page.heading("CONVERTED")
        page.line(str(conversion.value), NUMBER)
    return _end_of_sum(page, conversion.read, conversion.steps, conversion.notices)


def waste(result: Waste) -> str:
    """The page of a dose from a container that was not used up."""
    page = Page()
    page.heading("UNITS GIVEN AND DISCARDED")
    rows = (("given", result.given_units, "rounded up"), ("discarded", result.discarded_units, "rounded down"))
    _counts(page, [(name, people(n), in_number(n, "units"), how) for name, n, how in rows])
    return _end_of_sum(page, result.read, result.steps, result.notices)


def nursing(visit: NursingUnits) -> str:
    """The page of a nursing visit."""
    page = Page()
    page.heading("NURSING VISIT")
    unit = "unit" if visit.further == 1 else "units"
    first = ("99601", people(visit.first), "unit", "the visit, to two hours")
    _counts(page, [first, ("99602", people(visit.further), unit, "hours beyond two")])
    return _end_of_sum(page, visit.read, visit.steps, visit.notices)


def ndc(answer: lookups.NdcAnswer) -> str:
    """The page of an NDC."""
    page = Page()
    page.heading("NATIONAL DRUG CODE")
    rows = [("NDC", answer.ndc.hyphenated), ("on a claim", answer.ndc.ndc11 or "-")]
    product = answer.product
    if product is not None:
        rows += [
            ("product", shown_name(product.name)),
            ("labeler", product.labeler or "-"),
            ("strength", str(product.strength) if product.strength else "-"),
            ("package", str(product.package_volume or "-")),
            ("HCPCS code", answer.code or "-"),
        ]
    rows.append(("kind", _kind(page, answer)))
    table = grid(2)
    for name, value in rows:
        table.add_row(Text(name, SOFT), glued(value, NUMBER))
    page.put(table)
    if product is not None and product.codes:
        page.heading("CODES BY DATE")
        listed = grid(2)
        for code in product.codes:
            listed.add_row(Text(code.code, NUMBER), Text(f"{code.start} to {code.end}"))
        page.put(listed)
    return _end(page, answer.notices)


def _kind(page: Page, answer: lookups.NdcAnswer) -> str:
    if answer.form is None:
        return "not known"
    form, source = answer.form
    return f"{form.words}, counted in {form.unit} ({form.uom}){page.ref(source)}"


def drugs(answer: lookups.DrugsAnswer) -> str:
    """The page of the drugs and their codes."""
    page = Page()
    page.heading("DRUGS", f"{len(answer.drugs)} with codes of their own")
    table = grid(5)
    for known_drug in answer.drugs:
        name = Text(known_drug.shown, NUMBER)
        also = (*known_drug.aliases, *brands_of(known_drug))
        if also:
            name.append(Text(f"\nalso {', '.join(also)}", SOFT))
        for code, known in lookups.coded(known_drug):
            pump = "" if code.route == "any" else f"{code.route} pump"
            days = f"from {code.start}" + (f" to {code.end}" if code.end else "")
            table.add_row(name, Text(code.code), glued(str(known.per)), Text(days), Text(pump, SOFT))
            name = Text()
    page.put(table)
    return _end(page, answer.notices)


def payers(answer: listing.PayersAnswer) -> str:
    """The page of the payers, or of the rules of one."""
    page = Page()
    if len(answer.policies) == 1:
        _payer(page, answer.policies[0])
        return _end(page, answer.notices)
    page.heading("PAYERS", "hipkit payers ID shows the rules of one")
    table = grid(4)
    for policy in answer.policies:
        silent = len(policy.unstated())
        table.add_row(
            Text(policy.id, NUMBER), Text(policy.name),
            Text(f"known from {policy.known_from}" if policy.known_from else "undated page"),
            Text(f"silent on {silent} of {len(AXES)}{page.ref(policy.source)}", SOFT),
        )  # fmt: skip
    page.put(table)
    return _end(page, answer.notices)


def _payer(page: Page, policy: Policy) -> None:
    """What one payer says on every axis, then the rest that hipkit has read of it."""
    page.heading("THE RULES OF " + policy.name.upper(), " and ".join(one.id for one in policy.readings))
    answers = listing.answered(policy)
    for axis in AXES.values():
        page.line(Text.assemble((axis.name, NUMBER), f": {axis.words}"))
        table = grid(3)
        for rules in _alike([one for one in answers if one.rule.axis == axis.name]):
            rule = rules[0].rule
            words = glued(f"{rule.words}{page.ref(rule.citation, *rule.also)}", SOFT)
            table.add_row(" ", Text(rule.value, NUMBER), Text.assemble(_holds(rules, policy), words))
        page.put(table)
    _list(page, "ALSO STATED", [f"{one.words}{page.ref(one.citation)}" for one in policy.statements])
    _list(page, "NOT STATED", policy.silent)
    _list(page, "REVISIONS", [f"{one.number} of {one.date}: {one.change}" for one in policy.revisions])
    errata = [f'"{one.printed}" for "{one.meant}": {one.words}{page.ref(one.citation)}' for one in policy.errata]
    _list(page, "SLIPS OF THE SOURCE", errata)


def _alike(answers: Sequence[listing.Answered]) -> list[list[listing.Answered]]:
    """The same rule of several readings together."""
    groups: dict[tuple[object, ...], list[listing.Answered]] = {}
    for answer in answers:
        rule = answer.rule
        groups.setdefault((rule.value, rule.start, rule.end, rule.citation, rule.words, answer.therapy), []).append(
            answer
        )
    return list(groups.values())


def _holds(rules: Sequence[listing.Answered], policy: Policy) -> str:
    """For which reading, therapy and days a rule holds; empty where for all."""
    rule = rules[0].rule
    parts = [] if len(rules) == len(policy.readings) else [answer.rule.reading for answer in rules]
    parts += [rules[0].therapy] if rules[0].therapy else []
    if rule.start and rule.start != policy.known_from:
        parts.append(f"from {rule.start}")
    parts += [f"to {rule.end}"] if rule.end else []
    return f"({', '.join(parts)}) " if parts else ""


def _list(page: Page, heading: str, texts: Sequence[str]) -> None:
    if texts:
        page.heading(heading)
        table = grid(2)
        for text in texts:
            table.add_row(Text("-", SOFT), glued(text))
        page.put(table)


def _counts(page: Page, rows: Sequence[Row]) -> None:
    """What is billed: name, number, unit, and what goes with it."""
    table = grid(4)
    for (name, _, unit, detail), number in zip(rows, aligned([row[1] or "-" for row in rows]), strict=True):
        table.add_row(Text(name), Text(number, NUMBER), Text(unit), glued(detail, SOFT))
    page.put(table)


def _lines(bill: Bill) -> Iterator[Row]:
    for line in bill.lines:
        dates = "" if line.start is None else f"{line.start} to {line.end}"
        word = ("day" if line.kind == "per_diem" else "unit") + "s" * (line.units != 1)
        per = codes()[line.code].on(line.start or newest()).per
        yield line.code, people(line.units), f"x {per}" if per else word, dates
    if lack := bill.lack(PER_DIEM):
        yield "per diem", "", "days", _why(lack)
    if lack := bill.lack(DRUG):
        yield _drug(bill, lack)


def _drug(bill: Bill, lack: Lack) -> Row:
    """The drug where a line of it is missing."""
    if bill.hcpcs is None:
        return "drug", "", "units", _why(lack)
    unit = f"x {bill.hcpcs.per}" if bill.hcpcs.per else in_number(bill.hcpcs.units, "units")
    if any(line.kind == "drug" for line in bill.lines):
        return bill.hcpcs.code, "", unit, f"a part is missing: {_why(lack)}"
    return bill.hcpcs.code, "" if bill.hcpcs.units is None else people(bill.hcpcs.units), unit, _why(lack)


def _why(lack: Lack) -> str:
    return f"? choose {lack.axis}, then there is a line" if lack.axis else _LACKS[lack.cause]


def _quantity(bill: Bill) -> Iterator[Row]:
    name = bill.ndc.ndc.hyphenated if bill.ndc.ndc else "no NDC given"
    if bill.ndc.quantity is None:
        axis = bill.waits_for(NDC)
        yield "NDC", "", bill.ndc.uom, f"{name}; {f'? choose {axis}' if axis else 'the payer states no rule'}"
        return
    exact = bill.ndc.quantity_exact
    before = "" if exact == bill.ndc.quantity else f"; {people(exact, bill.ndc.unit)} before rounding"
    yield "NDC", people(bill.ndc.quantity), bill.ndc.uom, name + before


def _totals(bill: Bill) -> str:
    days = bill.order.service.days
    total = f"{bill.total.words} in {people(days)} day{'s' * (days != 1)}"
    if bill.total.bag_volume:
        total += f" ({bill.total.bag_volume} of the bag)"
    return f"{bill.per_day.words} a day; {total}" if bill.per_day else total


def _read(page: Page, read: Mapping[str, str]) -> None:
    """What each field was read as, on one paragraph."""
    page.heading("READ AS")
    shown = dict(read)
    if "drug" in shown:
        shown["drug"] = drug(shown["drug"]).shown
    parts = [f"{name.replace('_', ' ')} {value}" for name, value in shown.items()]
    page.line("; ".join(part.replace(" ", GLUE) if len(part) < _SHORT else part for part in parts))


def _end_of_sum(page: Page, read: Mapping[str, str], steps: Sequence[Step], notices: Sequence[Notice]) -> str:
    _read(page, read)
    page.steps(steps)
    return _end(page, notices)


def _end(page: Page, notices: Sequence[Notice]) -> str:
    page.notices(notices)
    page.sources()
    return page.text()


def _readings(page: Page, bill: Bill, bills: Mapping[str, Bill]) -> None:
    """Every reading of the payer side by side, each difference with its reasons."""
    if len(bills) < 2:
        return
    page.heading("THE READINGS OF THIS PAYER")
    differing = differences(bills)
    if not differing:
        page.line(f"{' and '.join(bills)} bill the same here.")
        return
    table = grid(len(bills) + 1)
    table.add_row("", *(Text(f"{name}{' (billed)' * (name == bill.reading)}", NUMBER) for name in bills))
    for difference in differing:
        table.add_row(Text(difference.what), *(_cell(page, difference, name) for name in bills))
    page.put(table)


def _cell(page: Page, difference: Difference, reading: str) -> Text:
    cell = glued(difference.billed[reading], NUMBER).copy()
    for words, citation in difference.reasons[reading]:
        cell.append(glued(f"\n{words}{page.ref(citation)}", SOFT))
    return cell


def _choices(page: Page, bill: Bill) -> None:
    """What each value of an axis would bill; `*` marks the one that is billed."""
    page.heading("WHAT EACH CHOICE WOULD BILL", "* is billed")
    words = {reading.id: reading.words for reading in bill.payer.readings} if bill.payer else {}
    for axis in dict.fromkeys(choice.axis for choice in bill.choices):
        listed = [choice for choice in bill.choices if choice.axis == axis]
        asks = AXES[axis].words if axis in AXES else "how the payer's text is read"
        mark = "? choose " if axis in bill.open_axes else ""
        page.line(Text.assemble((f"{mark}{axis}", "bold magenta" if mark else NUMBER), f": {asks}"))
        alike = len({(choice.units, choice.unit) for choice in listed}) == 1
        if not mark and alike and axis in _ROUNDS and listed[0].units is not None:
            page.line(
                f"   every value comes to the same, {_count(listed[0])} {in_number(listed[0].units, listed[0].unit)}",
                SOFT,
            )
            continue
        table = grid(6)
        for choice, number in zip(listed, aligned([_count(choice) for choice in listed]), strict=True):
            style = NUMBER if choice.chosen else ""
            means = AXES[axis].explain(choice.value) if axis in AXES else words[choice.value]
            table.add_row(
                Text("*" if choice.chosen else " "), Text(choice.value, style), Text(number, style),
                Text(in_number(choice.units, choice.unit)), glued(means, SOFT),
                Text(page.ref(choice.citation).strip(), SOFT),
            )  # fmt: skip
        page.put(table)


def _count(choice: Choice) -> str:
    return "-" if choice.units is None else people(choice.units)
