"""The options of the command line, each with what belongs in it."""

from __future__ import annotations

from typing import Annotated

import typer

from hipkit.formats import forms

Text = str | None
Texts = list[str] | None

_ORDER, _PRODUCT, _DAYS, _PAYER = "Order", "Product dispensed", "Days of service", "Payer"


def _option(name: str, metavar: str, words: str, panel: str | None = None) -> typer.models.OptionInfo:
    names = (name, "--output") if name == "-o" else (name,)
    option: typer.models.OptionInfo = typer.Option(
        *names, metavar=metavar, help=words, rich_help_panel=panel, show_default=False
    )
    return option


Json = Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")]

Drug = Annotated[Text, _option("--drug", "NAME", "A name that `hipkit drugs` lists.", _ORDER)]
Unlisted = Annotated[
    Text, _option("--unlisted", "TEXT", "A drug for which hipkit knows no code, in place of --drug.", _ORDER)
]
Regimen = Annotated[
    Text, _option("--regimen", "NAME", "continuous (where it is left out), intermittent, pca or pump-refill.", _ORDER)
]
Dose = Annotated[Text, _option("--dose", "RATE", 'Of a continuous infusion, "5 mg/hr"; of one dose, "10 mg".', _ORDER)]
HoursPerDay = Annotated[Text, _option("--hours-per-day", "HOURS", "Above 0, at most 24.", _ORDER)]
Change = Annotated[
    Texts, _option("--change", "DATE=RATE", 'A new rate from a date on: 2021-03-15="6 mg/hr". May be repeated.', _ORDER)
]
PerDay = Annotated[
    Text,
    _option("--per-day", "TIMES", "Intermittent: doses a day, a number or q6h, every 6 hours, BID, TID, QID.", _ORDER),
]
Demand = Annotated[Text, _option("--demand", "DOSE", 'PCA: the dose of one demand, "0.5 mg".', _ORDER)]
Demands = Annotated[Text, _option("--demands", "TIMES", "PCA: demands given a day, from the pump's log.", _ORDER)]
Basal = Annotated[
    Text, _option("--basal", "RATE", 'PCA: the basal rate, "1 mg/hr"; none where it is left out or zero.', _ORDER)
]
Lockout = Annotated[
    Text, _option("--lockout", "TIME", 'PCA: "6 min"; shows what could be given, never billed.', _ORDER)
]
Volume = Annotated[Text, _option("--volume", "VOLUME", 'Implanted pump: of one refill, "20 mL".', _ORDER)]
Refills = Annotated[Text, _option("--refills", "TIMES", "Implanted pump: how many refills.", _ORDER)]
Weight = Annotated[Text, _option("--weight", "WEIGHT", 'For a rate by weight, "70 kg" or "154 lb".', _ORDER)]

Strength = Annotated[
    Text, _option("--strength", "STRENGTH", 'Of the product dispensed, not of the mixed bag: "25 mg/mL".', _PRODUCT)
]
Form = Annotated[
    Text,
    _option(
        "--form",
        "FORM",
        'Where the tables lack it: solution; powder-vial, strength "500 mg/vial"; bulk-powder, no strength.',
        _PRODUCT,
    ),
]
NdcOption = Annotated[Text, _option("--ndc", "NDC", "Of the product dispensed: 00074-1133-03.", _PRODUCT)]
Bag = Annotated[
    Text, _option("--bag", "STRENGTH", 'Concentration of the mixed bag, where it differs: "5 mg/mL".', _PRODUCT)
]
Code = Annotated[Text, _option("--code", "HCPCS", "Bill by this code in place of the NDC's or the drug's.", _PRODUCT)]

From = Annotated[Text, _option("--from", "DATE", "First day, included: 2021-03-01.", _DAYS)]
Through = Annotated[Text, _option("--through", "DATE", "Last day, included: 2021-03-31.", _DAYS)]
Days = Annotated[Text, _option("--days", "DAYS", "In place of the dates, or to check them.", _DAYS)]
Without = Annotated[Texts, _option("--without", "DATE", "A day without therapy. May be repeated.", _DAYS)]

Payer = Annotated[
    Text, _option("--payer", "ID", "An id that `hipkit payers` lists; without one, no claim lines.", _PAYER)
]
Reading = Annotated[
    Text, _option("--reading", "ID", "One of the payer's readings: rule-text, published-example.", _PAYER)
]
Choose = Annotated[
    Texts,
    _option(
        "--choose", "AXIS=VALUE", "What the payer leaves open: hcpcs_rounding=up-by-week. May be repeated.", _PAYER
    ),
]
Confirm = Annotated[Text, _option("--confirm", "REASON", "Why an unusual entry is right; kept with the order.", _PAYER)]

Save = Annotated[
    Text, _option("--save", "FILE", "Keep the order and its choices in this file, for `hipkit claim`.", _PAYER)
]

Scenarios = Annotated[
    Texts,
    typer.Argument(metavar="SCENARIO.json", help="Files that `hipkit units --save` wrote.", show_default=False),
]
Format = Annotated[Text, _option("--format", "NAME", forms.names(forms.CLAIM))]
Charge = Annotated[
    Texts, _option("--charge", "CODE=DOLLARS", "S9326=3100.00, or a line's number for its code. May be repeated.")
]
Visit = Annotated[Texts, _option("--visit", "DATE=MINUTES", "A nursing visit: 2021-03-02=151. May be repeated.")]
NursingRule = Annotated[
    Text, _option("--nursing-rule", "NAME", "Where the payer states none: as in `hipkit nursing --rule`.")
]
_COMPOUND = "The unlisted drug is a compound; kept with the order."
Compound = Annotated[bool, typer.Option("--compounded", help=_COMPOUND, rich_help_panel=_ORDER)]
Compounded = Annotated[bool, typer.Option("--compounded", help="The unlisted drug without an NDC was compounded.")]
ChooseForAll = Annotated[
    Texts, _option("--choose", "AXIS=VALUE", "What the payer leaves open, for all the orders. May be repeated.")
]
Output = Annotated[Text, _option("-o", "FILE", "Write the claim to this file, replacing what is there.")]

Amount = Annotated[
    Text, typer.Argument(metavar="AMOUNT", help='An amount or a rate: "300 mg", "8 mg/hr".', show_default=False)
]
Per = Annotated[Text, _option("--per", "AMOUNT", 'What one unit is, "10 mg": answers how many units.')]
To = Annotated[Text, _option("--to", "UNIT", "The unit wanted: answers the value in it.")]
Joining = Annotated[Text, _option("--strength", "STRENGTH", 'Between mass and volume: "25 mg/50 mL".')]
At = Annotated[Text, _option("--at", "RATE", 'How long an amount lasts: "20 mL" --at "0.5 mL/day" --to day.')]
WeightOf = Annotated[Text, _option("--weight", "WEIGHT", 'For a rate by weight, "70 kg" or "154 lb".')]

GivenDrug = Annotated[Text, _option("--given", "AMOUNT", 'What was given, "350 mg".')]
Opened = Annotated[Text, _option("--opened", "AMOUNT", 'What was opened, "400 mg".')]
PerUnit = Annotated[Text, _option("--per", "AMOUNT", 'What one unit of the code is, "10 mg".')]
OnService = Annotated[
    Text, _option("--on", "DATE", "The date of service, for JW and JZ at home; without one, all dates are told.")
]

Ndc = Annotated[Text, typer.Argument(metavar="NDC", help="With hyphens, or 11 digits.", show_default=False)]
On = Annotated[Text, _option("--on", "DATE", "The date of service for its code; without one, the newest.")]

Minutes = Annotated[Text, _option("--minutes", "MINUTES", "How long one visit lasted.")]
Rule = Annotated[Text, _option("--rule", "NAME", "bcbsm-2013, cpt-midpoint, ceil-hour or floor-hour.")]

PayerId = Annotated[Text, typer.Argument(metavar="PAYER", help="One payer, with all its rules.", show_default=False)]

Seed = Annotated[Text, _option("--seed", "NUMBER", "Of the case or of the set: the same seed, the same cases.")]
Level = Annotated[Text, _option("--level", "LEVEL", "1, one step; 2, an order to its claim lines; 3, the hard ones.")]
CasesOf = Annotated[Text, _option("--version", "N", "Of the generator: as the sheet says; without it, the newest.")]
AnswerFile = Annotated[
    Text, _option("--answer", "ANSWER.json", 'An object of field names and texts: {"units": "372"}.')
]
Alias = Annotated[
    Text, _option("--alias", "NAME", "What tells the learner apart in the results; no real name is needed.")
]
ResultsFile = Annotated[
    Text, _option("--results", "FILE.csv", "Add the result to this file, made where it is missing.")
]
Count = Annotated[Text, _option("--count", "CASES", "How many cases, 1 to 100.")]
Skill = Annotated[Texts, _option("--skill", "NAME", "Only cases that train it: units, ndc, days ... May be repeated.")]
Sheet = Annotated[Text, _option("-o", "SHEET.pdf", "Write the sheet with boxes to fill to this file.")]
KeyFile = Annotated[Text, _option("--key", "KEY.pdf", "Write the answer key with worked solutions to this file.")]
ResultFiles = Annotated[
    Texts,
    typer.Argument(
        metavar="RESULTS.csv", help="Files that `hipkit practice grade --results` wrote.", show_default=False
    ),
]
Override = Annotated[
    Text,
    _option("--override", "ROW=GRADE", "Override a row's grade: 3=right or 3=wrong; both stay visible."),
]
Reason = Annotated[Text, _option("--reason", "TEXT", "Why the grade is overridden; it stands beside the grade.")]
ReportFormat = Annotated[Text, _option("--format", "NAME", forms.names(forms.PRACTICE_REPORT))]
ReportOutput = Annotated[
    Text, _option("-o", "FILE", "Write the report to this file; with --override the results with the override.")
]

ClaimFiles = Annotated[
    Texts,
    typer.Argument(metavar="FILE", help="Claim lines: 837P, CSV, XLSX or Parquet.", show_default=False),
]
TableFiles = Annotated[
    Texts,
    typer.Argument(
        metavar="FILE", help="HCPCS, ASP crosswalk or limits as CMS has them, or a list.", show_default=False
    ),
]
TableName = Annotated[Text, typer.Argument(metavar="NAME", help="As `hipkit data` lists it.", show_default=False)]
ScenarioFolder = Annotated[
    Text, _option("--scenarios", "DIR", "A folder of saved orders: which of them would bill otherwise.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change; nothing is kept.")]
Select = Annotated[
    Texts, _option("--select", "CODES", "Only rules whose codes begin so: HIP1, HIP203. May be repeated.")
]
Ignore = Annotated[Texts, _option("--ignore", "CODES", "All but rules whose codes begin so. May be repeated.")]
Engine = Annotated[Text, _option("--engine", "NAME", "polars (where it is left out), duckdb or spark.")]
Master = Annotated[Text, _option("--master", "URL", "Spark's master: spark://HOST:7077; without one, this machine.")]
Resume = Annotated[
    Text, _option("--resume", "FOLDER", "Keep what is reviewed here, and go on from it when started again.")
]
ReviewFormat = Annotated[Text, _option("--format", "NAME", forms.names(forms.REVIEW))]
ReviewOutput = Annotated[Text, _option("-o", "FILE", "Write the report to this file, replacing what is there.")]
RuleCode = Annotated[Text, typer.Argument(metavar="RULE", help="One rule, with its page: HIP101.", show_default=False)]

Port = Annotated[Text, _option("--port", "NUMBER", "On which port to listen; without one, on a free one.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address, open no browser.")]
Version = Annotated[bool, typer.Option("--version", help="Print hipkit's version.")]
