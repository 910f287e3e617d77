"""What the command line has typed, in the words of a page: options as its fields, questions to a payer by their labels.

Messages are written once. Those of the command line name its options, `--code J2274`; a page names its field.
"""

from __future__ import annotations

import re

from hipkit.formats.shared.markup import axis_label
from hipkit.payers.axes.all import AXES
from hipkit.values.productforms import FORMS

# The fields of an order that a message may name, by the option of the command line.
LABELS = {
    "drug": "Drug",
    "unlisted": "Unlisted drug",
    "compounded": "Compounded",
    "strength": "Strength",
    "ndc": "NDC",
    "form": "Kind of product",
    "code": "HCPCS code",
    "confirm": "Reason",
}
_VALUES = {
    "TEXT": "its name",
    "REASON": "the reason",
    "NDC": "the NDC",
    **{form.name: form.words for form in FORMS.values()},
}
_CODES = r"(?:[A-Z][0-9]{4}|CODE)(?: or (?:[A-Z][0-9]{4}|CODE))*"
_BETWEEN = re.compile(r'(--[a-z]+(?: (?:"[^"]*"|(?!or |--)[^ ,]+))?) (?=--)')
_COMMAND = re.compile(r"hipkit [a-z]+ \.\.\. (?=--)")
_CHOOSE = re.compile(r"--choose (\w+)=VALUE")
_WORD = rf'"(?P<text>[^"]*)"|(?P<word>{_CODES}|{"|".join(_VALUES)})'
_OPTION = re.compile(rf"(?P<none>no |without )?--(?P<name>{'|'.join(LABELS)})(?: (?:{_WORD}))?")
_AXIS = re.compile(rf"\b({'|'.join(AXES)})\b")


def on_page(text: str) -> str:
    """Words of hipkit's own making as a page says them.

    >>> on_page('--drug "Duramorph" --code J2274 or J2275, by the product')
    'Duramorph under "Drug", J2274 or J2275 under "HCPCS code", by the product'
    >>> on_page("hipkit claim ... --choose ndc_quantity=VALUE"), on_page("the NDC dispensed, or --compounded")
    ('a choice under "NDC quantity"', 'the NDC dispensed, or yes under "Compounded"')
    """
    said = _COMMAND.sub("", _BETWEEN.sub(r"\1, ", text))
    said = _CHOOSE.sub(lambda found: f'a choice under "{choice_label(found[1])}"', said)
    said = _OPTION.sub(_field, said)
    return _AXIS.sub(lambda found: choice_label(found[1]), said)


def choice_label(axis: str) -> str:
    """The label of the field in which a question is answered that a payer leaves open.

    >>> choice_label("hcpcs_rounding"), choice_label("per_diem_day")
    ('HCPCS rounding', 'Per diem day')
    """
    label = axis_label(axis)
    return label[0].upper() + label[1:]


def _field(option: re.Match[str]) -> str:
    under = f'under "{LABELS[option["name"]]}"'
    if option["none"]:
        return f"nothing {under}"
    given = option["text"] or option["word"] or "yes"
    return f"{_VALUES.get(given, given)} {under}"
