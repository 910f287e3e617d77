"""HIP6xx, form: units and charges as a claim carries them, place of service, limits of Medicare, authorisations."""

from __future__ import annotations

import narwhals as nw

from hipkit.frames.engines import reference
from hipkit.review.context import mue
from hipkit.review.context.tables import MEDICARE
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import day, days, decimal, money, say, whole

BASE = ("claim_id", "line", "code", "units")
_HOME = "12"
_CENT = 100.0


@rule("HIP601", "units-not-whole", severity="error", needs=BASE, citation=("hipkit", "claim review"))
def units_not_whole(lines: Lines) -> Lines:
    """Units are not whole, or 0, or not there.

    SV104 of the codes of home infusion counts whole units: a part of a unit is rounded before it is billed, and what is
    worth nothing is not billed. Decimals belong into the NDC quantity.

    **Wrong** J3490 x 148.8

    **Right** J3490 x 149, NDC quantity 148.8
    """
    units = nw.col("units")
    return tell(
        lines,
        units.is_null() | (units <= 0) | (units != units.floor()),
        nw.coalesce(say(nw.col("code"), " x ", decimal(units)), say(nw.col("code"), " without units")),
        "expected a whole number of at least 1",
    )


@rule("HIP602", "charge-form", severity="error", needs=(*BASE, "charge"), citation=("hipkit", "charges"))
def charge_form(lines: Lines) -> Lines:
    """A charge is less than 0, or has a part of a cent.

    A charge is dollars and cents. Amounts below 0 are credits, which are no lines of a claim.

    **Wrong** -3100.00

    **Right** 3100.00
    """
    charge = nw.col("charge")
    cents = (charge * _CENT).round(0)
    parts = cents / (charge * 0 + _CENT) != charge
    return tell(lines, (charge < 0) | parts, say("a charge of ", money(charge)), "expected dollars and cents")


@rule("HIP603", "charge-missing", severity="info", needs=(*BASE, "charge"), citation=("stedi-charges", "SV102"))
def charge_missing(lines: Lines) -> Lines:
    """A line has no charge, or 0.00.

    An 837P wants a charge on each line. hipkit makes none up: 0.00 stands where nobody typed one.

    **Wrong** S9326 x 31, 0.00

    **Right** S9326 x 31, 3100.00
    """
    none = nw.col("charge").is_null() | (nw.col("charge") == 0)
    return tell(lines, none, say(nw.col("code"), " without a charge"), "expected what is charged")


@rule(
    "HIP604",
    "suite-modifier-against-place",
    severity="error",
    needs=(*BASE, "modifiers", "place_of_service"),
    citation=("hcpcs", "SS"),
)
def suite_modifier_against_place(lines: Lines) -> Lines:
    """SS says that the infusion was in the provider's suite, and the place of service says that it was at home.

    By its words SS is for services in the infusion suite of the provider; the two cells contradict each other, and one
    of them is wrong.

    **Wrong** S9326 SS x 31, place of service 12

    **Right** S9326 SS x 31, place of service 49; or S9326 x 31, place of service 12
    """
    return tell(
        lines,
        nw.col("ss") & (nw.col("place_of_service") == _HOME),
        say(nw.col("code"), " with SS and place of service 12, home"),
        "expected no SS at home, or the place of service of the suite",
    )


@rule(
    "HIP605",
    "medically-unlikely",
    severity="error",
    needs=(*SPAN, "payer", "place_of_service"),
    citation=("cms-mue", "units a day"),
    payers=(MEDICARE,),
    start=mue.KNOWN_FROM,
)
def medically_unlikely(lines: Lines) -> Lines:
    """More units a day than Medicare's medically unlikely edits let through.

    The edits are Medicare's own, and only Medicare's claims are held to them here; whether another payer has taken them
    over is not known. Which table applies goes by the place of service: 12, home, by the one for equipment; 11 by
    practitioners'; 19 and 22 by hospitals'; elsewhere, and where it is not known, by the highest of them. On a line of
    several days the units are shared out evenly; lines of one code for the same days of a patient are added up, on
    whatever claims they stand.

    **Wrong** J2270 x 400 on one day, place of service 12 (payer medicare)

    **Right** J2270 x 300 on that day, below the 320 of the file for equipment
    """
    table = mue.facts()
    limits = lines.join(reference(lines, table.columns, table.schema), on=list(table.on), how="inner")
    ended = (nw.col("mue_through") < nw.col("date_from")).fill_null(False)
    limits = limits.filter(nw.col("mue_from") <= nw.col("date_from"), ~ended)
    place = nw.col("place_of_service")
    highest = nw.max_horizontal(*(nw.col(name).fill_null(-1.0) for name in mue.PROGRAMMES))
    most = (
        nw.when(place == _HOME).then(nw.col("equipment"))
        .when(place == "11").then(nw.col("practitioner"))
        .when(place.is_in(["19", "22"])).then(nw.col("outpatient"))
        .otherwise(highest)
    )  # fmt: skip
    same = ["who", "hcpcs", "date_from", "date_through", "days", "most", "mue_from"]
    of_claims = limits.with_columns(most=most).group_by(*same, "claim_id").agg(
        nw.col("units").sum(), nw.col("line").max()
    )  # fmt: skip
    in_all = of_claims.group_by(*same).agg(nw.col("units").sum(), nw.col("claim_id").max())
    in_all = in_all.join(of_claims.drop("units"), on=[*same, "claim_id"], how="inner")
    count = nw.col("days").cast(nw.Float64)
    return tell(
        in_all.with_columns(a_day=nw.col("units") / count),
        nw.col("units") > nw.col("most") * count,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " ", days(), ", ", decimal(nw.col("a_day")), " a day"),
        say("expected at most ", whole(nw.col("most")), " a day, by CMS's file of ", day(nw.col("mue_from"))),
    )


@rule(
    "HIP606",
    "medicare-s-code",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("medicare-home-infusion", "unit of payment"),
    payers=(MEDICARE,),
)
def medicare_s_code(lines: Lines) -> Lines:
    """An S code, or a nursing code of home infusion, is billed to Medicare.

    Medicare pays pump and drug as equipment, and the visits of a professional by G codes, one payment for each day on
    which one is in the home (42 CFR 414.1550, from 2021-01-01); it has no per diem of home infusion.

    **Wrong** S9326 x 31 (payer medicare)

    **Right** the drug and the pump, by their own codes
    """
    return tell(
        lines,
        nw.col("is_nursing") | nw.col("hcpcs").str.contains("^S[0-9]{4}$"),
        say(nw.col("code"), " ", days()),
        "expected a code that Medicare pays: for pump and drug their own, for a professional's visit a G code",
    )


@rule(
    "HIP607",
    "modifier-form",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("nucc-items", "item 24D, up to four modifiers"),
)
def modifier_form(lines: Lines) -> Lines:
    """Modifiers are not of two letters or digits each, are more than four, or one stands there twice.

    A modifier is two letters or digits, and a line has room for four. What is longer or shorter is a slip of the
    keyboard; small letters are read as capitals.

    **Wrong** SHH

    **Right** SH
    """
    return tell(
        lines,
        ~nw.col("mods_form"),
        say("the modifiers ", nw.col("modifiers")),
        "expected up to four of two letters or digits, each once, with a blank between",
    )


@rule(
    "HIP608",
    "modifier-not-in-force",
    severity="error",
    needs=(*SPAN, "modifiers"),
    citation=("hcpcs", "modifiers, dates in force"),
)
def modifier_not_in_force(lines: Lines) -> Lines:
    """A modifier is billed for days before it was in force.

    Modifiers begin on a day, as codes do: JZ on 2023-01-01.

    **Wrong** J1885 JZ x 2 on 2022-12-31

    **Right** J1885 x 2: JZ is in force from 2023-01-01
    """
    newest = nw.col("mods_newest")
    return tell(
        lines,
        nw.col("date_from") < nw.col("mods_from"),
        say(nw.col("code"), " with ", newest, " ", days()),
        say("expected no ", newest, ": it is in force from ", day(nw.col("mods_from"))),
    )


@rule(
    "HIP611",
    "authorization-missing",
    severity="warning",
    needs=(*BASE, "authorization"),
    citation=("denials-authorization", "197"),
)
def authorization_missing(lines: Lines) -> Lines:
    """A line has no authorisation, and another line of its claim has one.

    It is checked only where the table has a column `authorization`. Which services a payer wants authorised is in none
    of the texts that hipkit has read (HMSA asks for none), so a claim without any is not reported.

    **Wrong** line 1 authorisation A17, line 2 none

    **Right** both lines A17
    """
    some = lines.filter(~nw.col("authorization").is_null()).group_by("claim_id").agg(
        nw.col("authorization").min().alias("other_authorization")
    )  # fmt: skip
    return tell(
        lines.filter(nw.col("authorization").is_null()).join(some, on="claim_id", how="inner"),
        None,
        say(nw.col("code"), " without an authorisation"),
        say("expected one, as ", nw.col("other_authorization"), " on another line of the claim"),
    )


@rule(
    "HIP612",
    "authorization-expired",
    severity="error",
    needs=(*SPAN, "authorization", "authorization_through"),
    citation=("denials-authorization", "15"),
)
def authorization_expired(lines: Lines) -> Lines:
    """A line bills days after its authorisation has ended.

    It is checked only where the table has a column `authorization_through`, the last day of it.

    **Wrong** S9326 from 2021-03-01 to 2021-03-31, authorised through 2021-03-15

    **Right** S9326 from 2021-03-01 to 2021-03-15
    """
    return tell(
        lines,
        nw.col("date_through") > nw.col("authorization_through"),
        say(nw.col("code"), " ", days()),
        say("expected no day after ", day(nw.col("authorization_through")), ", the end of the authorisation"),
    )


@rule(
    "HIP613",
    "authorization-exceeded",
    severity="error",
    needs=(*BASE, "authorization", "authorization_units"),
    citation=("denials-authorization", "198"),
)
def authorization_exceeded(lines: Lines) -> Lines:
    """The lines of one code under one authorisation bill more units than it allows.

    It is checked only where the table has a column `authorization_units`, the units of this code that are authorised.
    It is reported on the last line.

    **Wrong** S9326 x 31 under an authorisation of 14

    **Right** S9326 x 14
    """
    named = lines.filter(~nw.col("authorization").is_null())
    in_all = named.group_by("who", "authorization", "hcpcs").agg(
        nw.col("units").sum(), nw.col("authorization_units").max(), nw.col("claim_id").max()
    )
    over = in_all.filter(nw.col("units") > nw.col("authorization_units"))
    last = named.select("who", "authorization", "hcpcs", "claim_id", "line")
    told_at = over.join(last, on=["who", "authorization", "hcpcs", "claim_id"], how="inner")
    at_last = told_at.group_by("claim_id", "hcpcs", "authorization", "units", "authorization_units").agg(
        nw.col("line").max()
    )
    return tell(
        at_last,
        None,
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units")), " under authorisation ", nw.col("authorization")),
        say("expected at most ", decimal(nw.col("authorization_units"))),
    )
