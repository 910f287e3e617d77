"""The claim on the command line: scenarios opened, one claim made of them, and printed or written in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hipkit.billing.bill import Bill
from hipkit.billing.compute import bill
from hipkit.billing.differences import fitting
from hipkit.claim.claim import Claim, in_short, sample_claim
from hipkit.cli import order as cli_order
from hipkit.cli.printing import Output, read_request
from hipkit.errors import InputError, shown
from hipkit.formats import forms
from hipkit.order.check import Check
from hipkit.order.scenario import Scenario, load_scenario
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import load_policy

_EXAMPLE = "hipkit claim order.json --format table"


def save(scenario: Scenario, path: str) -> str:
    """Save what was typed; returns the line that says so."""
    scenario.save(path)
    return f"saved in {shown(path)}\n"


def claim(
    paths: Sequence[str],
    charges: Sequence[str],
    visits: Sequence[str],
    nursing_rule: str | None,
    compounded: bool,
    confirm: str | None,
    choose: Sequence[str] = (),
) -> Claim:
    """One patient's claim from scenario files. Raises InputError for what cannot be opened, read or billed.

    What is chosen in `choose` holds for each order that leaves it open, and for the claim.
    """
    if not paths:
        raise InputError("scenario", None, "a claim is made of one or more scenario files", _EXAMPLE)
    chosen = cli_order.choices(choose)
    nursing_rule = _nursing_rule(nursing_rule, chosen.pop("nursing_time", None))
    bills, checks = _bills(paths, chosen)
    try:
        made = sample_claim(bills, _charges(charges), _visits(visits), nursing_rule, compounded, confirm=confirm)
        return replace(made, checks=checks)
    except InputError as error:
        if error.field == "minutes":  # on the command line they are a part of the visit
            raise InputError("visit", error.given, error.reason, "DATE=MINUTES") from None
        raise


def in_form(claim: Claim, form: str | None, output: str | None, json: bool) -> Output:
    """The claim in a form, for stdout or written to a file. Raises InputError for what the form cannot do without."""
    notices = "".join(f"{notice.level}: {notice.text} [{notice.citation.text}]\n" for notice in claim.notices)
    request = read_request(forms.CLAIM, form, output, json, "claim")
    return request.fulfil(claim, f"{in_short(claim) or 'no lines'}\n{notices}", "-o claim.csv", beside=notices)


def _nursing_rule(named: str | None, chosen: str | None) -> str | None:
    """The time rule for nursing, which may be named as a choice too."""
    if named is not None and chosen is not None and named != chosen:
        raise InputError("choose", f"nursing_time={chosen}", f"--nursing-rule is {named}; give one of the two", named)
    return named if chosen is None else chosen


def _bills(paths: Sequence[str], chosen: Mapping[str, str]) -> tuple[list[Bill], tuple[Check, ...]]:
    """The bills of scenario files, each with what was chosen for the claim on what it leaves open; and their checks."""
    bills, checks = list[Bill](), list[Check]()
    left = dict.fromkeys(chosen, len(paths))
    for path in paths:
        try:
            scenario = load_scenario(path)
            own = _choices_for(scenario, chosen)
            for axis in chosen.keys() - own.keys():
                left[axis] -= 1
            # what no order leaves open is refused as one order refuses it
            own |= {axis: chosen[axis] for axis, count in left.items() if not count}
            choices = {**scenario.choices, **own}
            bills.append(bill(scenario.order, scenario.payer, scenario.reading, choices))
            checks += [scenario.check] if scenario.check else []
        except InputError as error:
            where = f" (in {shown(Path(path).name)})" if len(paths) > 1 else ""
            raise InputError(error.field, error.given, error.reason + where, error.example) from None
    return bills, tuple(checks)


def _choices_for(scenario: Scenario, chosen: Mapping[str, str]) -> dict[str, str]:
    """What was chosen for the claim and is left open by one order, or stated just so."""
    for axis, value in chosen.items():
        own = scenario.choices.get(axis, value)
        if own != value:
            reason = f"the scenario itself has {axis}={own}; choose it in one place"
            raise InputError("choose", f"{axis}={value}", reason, f"{axis}={own}")
    if scenario.payer is None:
        return dict(chosen)
    policy = load_policy(scenario.payer)
    reading = policy.reading(scenario.choices.get("reading") or scenario.reading or chosen.get("reading")).id
    known = {axis: value for axis, value in chosen.items() if axis in AXES}
    fit = fitting(scenario.order, policy, reading, known)
    return {axis: value for axis, value in chosen.items() if axis in fit or axis not in AXES}


def _charges(texts: Sequence[str]) -> dict[str, str]:
    example = "S9326=3100.00"
    charges: dict[str, str] = {}
    for text in texts:
        name, dollars = cli_order.pair("charge", text, "a charge is a code, an equals sign and dollars", example)
        if name in charges:
            raise InputError("charge", text, f"{name} is charged twice; charge it once", example)
        charges[name] = dollars
    return charges


def _visits(texts: Sequence[str]) -> list[tuple[str, str]]:
    reason = "a visit is a date, an equals sign and its minutes"
    return [cli_order.pair("visit", text, reason, "2021-03-02=151") for text in texts]
