"""What a text that is typed for a drug is, and what one that is none may mean.

A name of the list, or a brand's, is read exactly. A salt written otherwise and a name with one slip in it are
offered, and never taken. A name that is easily taken for another one says so. The unlisted door is shut to drugs and
brands that have a code on the days of service.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.reference import datasets
from hipkit.reference.brands import Brand, Named, brand, brands, named_in
from hipkit.reference.codes import Code, codes
from hipkit.reference.products import EXAMPLE, SALTS, Drug, drug, drugs, is_listed
from hipkit.values.citations import Citation, cite
from hipkit.values.strict import clean

Span = tuple[datetime.date, datetime.date]
UNLISTED_EXAMPLE = '--unlisted "TEXT" for a drug that hipkit does not know'
# Joint Commission, Do Not Use list: each is read as morphine sulfate and as magnesium sulfate.
_DO_NOT_USE = {"ms", "mso4", "mgso4"}
# Pairs among hipkit's drugs that a source which was read lists; others may well be confused too.
_CONFUSED = (("morphine sulfate", "hydromorphone hydrochloride", "ismp-confused"),)
_PRESERVATIVE_FREE = {"pf", "preservative", "preservative-free", "free"}
# Words beside a drug's name that make no other drug of it.
_BESIDE = SALTS | _PRESERVATIVE_FREE | {"inj", "injection", "hp", "usp", "vial", "iv", "solution", "sol"}


@dataclass(frozen=True)
class Meant:
    """A drug that a text may mean. `codes` are those to give with it, one of them, where its own would be wrong.

    `brand` is set where the text is a brand, and `by_product` are its codes where its products go by several on a day;
    `words` say it, and of which name the drug's is easily confused.
    """

    drug: Drug
    codes: tuple[Code, ...] = ()
    brand: Brand | None = None
    by_product: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The drug in a few words, the names it is confused with among them.

        >>> meant("hydromorphine")[0].words
        'HYDROmorphone hydrochloride (easily confused with morphine sulfate)'
        """
        others = " and ".join(other.shown for other, _ in confused_with(self.drug))
        name = f"{self.brand.name}, which is {self.drug.shown}" if self.brand else self.drug.shown
        return f"{name} (easily confused with {others})" if others else name

    @property
    def typed(self) -> str:
        """What to type for it, by its name.

        >>> meant("Dilaudit")[0].typed, meant("morphin")[0].typed
        ('--drug "Dilaudid"', '--drug "morphine sulfate"')
        """
        return f'--drug "{self.name}"{self._by_product}'

    @property
    def typed_by_code(self) -> str:
        """What to type for it with the generic name, and with the code where the generic's own would be wrong."""
        if len(self.codes) > 1 and not self.by_product:
            return self.typed  # of a brand whose code changes inside the span
        single = f" --code {self.codes[0].code}" if len(self.codes) == 1 else self._by_product
        return f'--drug "{self.drug.name}"{single}'

    @property
    def name(self) -> str:
        """The name by which it is read: the brand's, where the text has one."""
        return self.brand.name if self.brand else self.drug.name

    @property
    def _by_product(self) -> str:
        return f" --code {' or '.join(self.by_product)}, by the product" if self.by_product else ""


def confused_with(known: Drug) -> tuple[tuple[Drug, Citation], ...]:
    """The drugs of the list whose names are easily taken for this one's, each with the source that says so.

    >>> [other.name for other, _ in confused_with(drug("morphine"))], confused_with(drug("baclofen"))
    (['hydromorphone hydrochloride'], ())
    """
    pairs = [(pair, cite(source)) for *pair, source in _CONFUSED if known.name in pair]
    return tuple((drug(name), source) for pair, source in pairs for name in pair if name != known.name)


def in_span(code: Code, span: Span | None) -> bool:
    """Whether a code is in force on a day of a span; no span: on the newest day in the data."""
    first, last = span or (datasets.newest("codes"),) * 2
    return code.start <= last and (code.end is None or first <= code.end)


def codes_beside(named: Brand, span: Span | None) -> tuple[Code, ...]:
    """The codes to give with the generic, where the brand's products do not go by the generic's own on these days.

    >>> from hipkit.reference.brands import brand
    >>> [code.code for code in codes_beside(brand("Duramorph"), None)], codes_beside(brand("Dilaudid"), None)
    (['J2274'], ())
    """
    own = tuple(code for code in named.every if in_span(code, span))
    by_pump = [_own(named.drug, span, route) for route in ("external", "implanted")]
    return () if all(set(own) == of_pump for of_pump in by_pump) else own


def _own(known: Drug, span: Span | None, *routes: str) -> set[Code]:
    fitting = [codes()[own.code] for own in known.codes if own.route in ("any", *routes)]
    return {code for code in fitting if in_span(code, span)}


def has_code(named: Named, span: Span | None) -> bool:
    """Whether a drug or a brand that stands in a text has a code on a day of the span."""
    own = _own(named.drug, span, "external", "implanted")
    return bool(own) or (named.brand is not None and bool(codes_beside(named.brand, span)))


def read_drug(text: object, field: str = "drug", span: Span | None = None) -> Named:
    """The drug of that name or alias, or of that brand; case does not matter.

    Raises InputError for another name: what it may mean is offered, and not taken.

    >>> read_drug("HYDROmorphone").drug.name, read_drug("dilaudid").drug.name, read_drug("dilaudid").brand.name
    ('hydromorphone hydrochloride', 'hydromorphone hydrochloride', 'Dilaudid')
    >>> read_drug("Duramorph (PF)")
    Traceback (most recent call last):
    hipkit.errors.InputError: drug: read "Duramorph (PF)": no drug is known here by that name; did you mean \
Duramorph, which is morphine sulfate (easily confused with HYDROmorphone hydrochloride)? It is not chosen by itself; \
a drug that hipkit does not know is typed as an unlisted drug. Type for example: --drug "Duramorph"
    """
    typed = clean(text, field, EXAMPLE).text
    known = brand(typed)
    if known is not None:
        return Named(typed, known.drug, known)
    if is_listed(typed):
        return Named(typed, drug(typed), None)
    raise InputError(field, text, *_why_not(typed, span))


def _why_not(typed: str, span: Span | None) -> tuple[str, str]:
    if typed.lower() in _DO_NOT_USE:
        reason = "the letters stand for morphine sulfate and for magnesium sulfate; write the name out"
        return reason, f'{EXAMPLE}, or --unlisted "magnesium sulfate"'
    candidates = meant(typed, span)
    unlisted = "a drug that hipkit does not know is typed as an unlisted drug"
    standing = named_in(typed)
    several = dict.fromkeys(candidate.drug.shown for candidate in standing)
    if len(several) > 1:
        reason = f"it names {' and '.join(several)}; order each by itself, or what was compounded as an unlisted drug"
        return reason, '--unlisted "TEXT" --compounded'
    if not candidates:
        return f"no drug is known here by that name; {unlisted}", UNLISTED_EXAMPLE
    near = " or ".join(candidate.words for candidate in candidates)
    offered = f"spelled alike, but not chosen: {near}"
    if standing:
        offered = f"did you mean {near}? It is not chosen by itself"
    reason = f"no drug is known here by that name; {offered}; {unlisted}"
    free = "" if candidates[0].brand else _preservative_free(typed, candidates[0].drug)
    return reason + free, candidates[0].typed


def _preservative_free(typed: str, known: Drug) -> str:
    """What is said where the preservative-free product has a code of its own."""
    special = [codes()[own.code] for own in known.codes if "preservative-free" in codes()[own.code].words]
    if not special or not _PRESERVATIVE_FREE & set(_words(typed)):
        return ""
    return f"; the preservative-free product for the spine goes by {special[0].code}, given as the code"


def meant(text: str, span: Span | None = None) -> tuple[Meant, ...]:
    """What a text that is no drug of the list may mean: a brand, a salt written otherwise, a name within one slip.

    >>> [one.drug.name for one in meant("morphine sulphate (PF)")], meant("sufentanil"), meant("famotidine")
    (['morphine sulfate'], (), ())
    >>> [(one.drug.name, [code.code for code in one.codes]) for one in meant("Lioresal")]
    [('baclofen', ['J0475', 'J0476'])]
    """
    if not text.isascii() or len(text) > 80:
        return ()
    standing = named_in(text)
    if standing:
        same = {one.drug.name for one in standing}
        return (_of(standing[0], span),) if len(same) == 1 and _nothing_else(text, standing) else ()
    typed = text.lower().strip()
    of_drugs = [Meant(known) for known in drugs() if _near(typed, (known.name, *known.aliases))]
    of_brands = [_of(Named(one.name, one.drug, one), span) for one in brands() if _near(typed, (one.name.lower(),))]
    return (*of_drugs, *of_brands)


def _of(named: Named, span: Span | None) -> Meant:
    if named.brand is None:
        return Meant(named.drug)
    on_a_day = max((named.brand.codes_on(day) for day in span or (None,)), key=len)
    return Meant(named.drug, codes_beside(named.brand, span), named.brand, on_a_day if len(on_a_day) > 1 else ())


def _nothing_else(text: str, standing: tuple[Named, ...]) -> bool:
    """Whether beside the names stand only salts, forms and numbers, or what tells this product from a plain one."""
    rest = text
    for named in standing:
        rest = rest.replace(named.words, " ")
    telling = set(_words(standing[0].drug.name)) if standing[0].brand is None else set()
    return set(_words(rest)) <= _BESIDE | telling | {"mg", "ml", "mcg", "hcl"}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z][a-z-]*", text.lower())


def _near(typed: str, names: Iterable[str]) -> bool:
    """Whether a text is within one slip of a name, the salts left aside."""
    stem = _without_salt(typed)
    return any(one_slip(typed, name) or one_slip(stem, _without_salt(name)) for name in names)


def _without_salt(name: str) -> str:
    return " ".join(word for word in name.split() if word not in SALTS)


def one_slip(typed: str, name: str) -> bool:
    """Whether a text is a name but for one letter added, left out or changed, or two neighbours swapped.

    >>> [one_slip(typed, "morphine") for typed in ("morhpine", "morphin", "morphinne", "norphine", "morfine")]
    [True, True, True, True, False]
    """
    if typed == name:
        return True
    same = next(i for i in range(len(typed) + 1) if typed[i : i + 1] != name[i : i + 1])
    left, right = typed[same:], name[same:]
    swapped = len(right) > 1 and left[:2] == right[1] + right[0] and left[2:] == right[2:]
    return swapped or left == right[1:] or left[1:] in (right, right[1:])


def refuse_coded(text: str, span: Span | None) -> None:
    """Raise InputError where a drug or brand that has a code on these days stands in the text of an unlisted drug.

    >>> refuse_coded("Dilaudid 10 mg/mL", None)
    Traceback (most recent call last):
    hipkit.errors.InputError: unlisted: read "Dilaudid 10 mg/mL": it names Dilaudid (HYDROmorphone \
hydrochloride), which has a code on these days: give it as the drug; only a compound that holds it is unlisted, and is \
said to be compounded. Type for example: --drug "hydromorphone hydrochloride"
    """
    coded = [_of(named, span) for named in named_in(text) if has_code(named, span)]
    if not coded:
        return
    listed = tuple(dict.fromkeys(coded))
    names = " and ".join(_stands(meaning) for meaning in listed)
    has, it = ("has a code", "it as the drug") if len(listed) == 1 else ("have codes", "each as the drug of an order")
    only = "only a compound that holds it is unlisted, and is said to be compounded"
    reason = f"it names {names}, which {has} on these days: give {it}; {only}"
    raise InputError("unlisted", text, reason, " and ".join(meaning.typed_by_code for meaning in listed))


def _stands(named: Meant) -> str:
    return f"{named.brand.name} ({named.drug.shown})" if named.brand else named.drug.shown
