"""Templates of denials: a claim, its remittance in numbers, and what lies behind it and is to be done."""

from __future__ import annotations

from hipkit.practice.draw import Draw
from hipkit.practice.making import Sheet, template
from hipkit.practice.templates.denial.authorization import authorization
from hipkit.practice.templates.denial.duplicate import duplicate
from hipkit.practice.templates.denial.information import information
from hipkit.practice.templates.denial.lines import of_the_line
from hipkit.practice.templates.denial.parts import sheet


@template("denial-information", 2, "denial", ["denials"], since="1")
def denial_information(draw: Draw) -> Sheet:
    """Something is lacking on the line, and a remark says what."""
    return sheet(draw, information(draw))


@template("denial-authorization", 2, "denial", ["denials"], since="1")
def denial_authorization(draw: Draw) -> Sheet:
    """The payer's leave: none, a wrong number, or too little of it."""
    return sheet(draw, authorization(draw))


@template("denial-duplicate", 3, "denial", ["denials"], since="1")
def denial_duplicate(draw: Draw) -> Sheet:
    """CO-18: sent twice, a correction sent as new, or a second therapy that is not marked."""
    return sheet(draw, duplicate(draw))


@template("denial-line", 3, "denial", ["denials"], since="1")
def denial_line(draw: Draw) -> Sheet:
    """A denial that the line itself explains, or one that is none."""
    return sheet(draw, of_the_line(draw))
