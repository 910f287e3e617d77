"""What the text of an unlisted line says: the one drug that it names, with its codes by date; words of compounding.

A drug is known by its own name or by a brand's, as whole words. Where a text names several drugs, or may name another
beside the known one, it is a mixture as far as anybody can tell, and names none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from hipkit.reference.brands import Named, named_in
from hipkit.reference.codes import codes
from hipkit.reference.inuse import by_tables
from hipkit.review.context.tables import DAY

COMPOUNDING = "(^|[^a-z])compound(s|ed|ing)?([^a-z]|$)"  # in small letters
Span = tuple[str, datetime.date, datetime.date | None]

# Words that say of a drug how much of it there is, and in what.
_PLAIN = re.compile(
    "mg|mcg|ug|g|ml|l|cc|hr|h|hours?|days?|d|x|total|per|each|ea|qty|vials?|sdv|mdv|ampules?|ampuls?|amps?|syringes?|bags?"
    "|cassettes?|reservoir|inj|injection|injectable|soln?|solution|usp|hcl|sulfate|hydrochloride|citrate|doses?|single"
    "|multi|use|preservative|free|pf|in|ns|nacl|sodium|chloride|normal|saline|sterile|water|swfi|dextrose|iv|sq|sc|subq"
    "|pca|infusion|continuous|intermittent|concentrate|of|for|the|a"
)
# Words that say of a drug that it is not the one that is given.
_NOT_GIVEN = re.compile("allerg(y|ic)|intoleran(t|ce)|instead|place|replac(es|ed|ing)|not|failed|stopped|discontinued")
_JOINT = re.compile(r"(?<![a-z])(?:and|with|w|plus)(?![a-z])|[+&;]|(?<=[a-z#]) */ *(?=[a-z#])")
_STRENGTH = re.compile(r"[0-9] *(?:mg|mcg|ug|g) *(?:/|per)|[0-9] *%")


def drug_named(text: str) -> Named | None:
    """The drug that a text names, and nothing beside it; None where it names none, or may name several.

    >>> drug_named("DILAUDID 10MG/ML").drug.name, drug_named("Morphine sulfate 25 mg/mL total 3,720 mg").drug.name
    ('hydromorphone hydrochloride', 'morphine sulfate')
    >>> drug_named("morphine 20 mg/mL and bupivacaine 5 mg/mL"), drug_named("morphine 20 mg/mL, ketorolac-like 5 mg/mL")
    (None, None)
    >>> drug_named("ketamine 10 mg/mL, patient allergic to morphine")
    """
    found = named_in(text)
    if len({one.drug.name for one in found}) != 1:
        return None
    rest = text
    for one in found:
        rest = rest.replace(one.words, "#", 1)
    rest = rest.lower()
    others = [word for word in re.findall("[a-z]+", rest) if not _PLAIN.fullmatch(word)]
    joined = _JOINT.search(re.sub(r"(?:mg|mcg|ug|g|ml|l|cc) */ *(?=[a-z])", " ", rest))
    if others and (joined or len(_STRENGTH.findall(rest)) > 1 or any(map(_NOT_GIVEN.fullmatch, others))):
        return None
    return next((one for one in found if one.brand), found[0])


def words(named: Named) -> str:
    """The drug as a report names it: by its own name, and by the brand where the text has one."""
    return f"{named.drug.name} ({named.brand.name})" if named.brand else named.drug.name


def spans(named: Named) -> Iterator[Span]:
    """The code, or the codes, of a drug or brand that a text names, with the first and the last day of each."""
    if named.brand:  # whose products may go by another code than the drug's own, as Duramorph by J2274
        yield from ((" or ".join(own), first, last) for own, first, last in named.brand.spans())
        return
    days = sorted({day for code in named.drug.codes for day in _ends(code.code)})
    for begun, following in zip(days, [*days[1:], None], strict=True):
        code = named.drug.code_on(begun, implanted=False)
        if code is not None:
            yield code, begun, None if following is None else following - DAY


@by_tables
def _ends(code: str) -> tuple[datetime.date, ...]:
    one = codes()[code]
    return (one.start,) if one.end is None else (one.start, one.end + DAY)
