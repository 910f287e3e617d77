"""The page of the second check: a form with one more button, which compares what was typed."""

from __future__ import annotations

from hipkit.panels.calculator.fields import CHECK
from hipkit.panels.check.fields import entry
from hipkit.panels.check.panel import COMPARE, SecondCheck
from hipkit.panels.pages.form import CLEAR, FormPage
from hipkit.panels.pages.page import Focus, State, button_state
from hipkit.panels.pages.sheet import Sheet


class CheckPage(FormPage):
    """The second check in use. What was typed for one drug of an order is not left standing beside another.

    >>> page = CheckPage()
    >>> page.press("HMSA's example")
    ('field', 'way')
    >>> page.enter({"typed_per_diem_code": "S9326", "typed_per_diem_units": "31", "typed_drug_code": "J2270"})
    >>> page.enter({"typed_drug_units": "3720", "typed_ndc_quantity": "148.8"})
    >>> page.press("Compare")
    >>> "372 against 3,720, 10 times as much (mg-for-units: milligrams billed as units or" in page.text("outcome")
    True
    """

    def __init__(self, panel: SecondCheck | None = None, sheet: Sheet | None = None) -> None:
        self._check = panel or SecondCheck()
        self._shared = sheet is not None
        alone = {field.name: self._check.start.get(field.name, "") for field in self._check.fields}
        super().__init__(self._check, {COMPARE: self._compare}, sheet or Sheet(alone, left=entry()))

    def _buttons(self) -> State:
        """The buttons; an order that other pages have too gives way to no example here."""
        shown = super()._buttons()
        example, _ = self._check.example
        return shown | {example: button_state(example, not self._shared)}

    def press(self, button: str) -> Focus:
        """Press a button; Clear empties what the colleague typed, and leaves an order that other pages have too."""
        if button != CLEAR or not self._shared:
            return super().press(button)
        self.sheet.take({name: self._check.start.get(name, "") for name in entry()})
        return "field", self.first

    def _compare(self) -> None:
        self.fill({CHECK: self._check.compared(self.texts, self.memo)})
