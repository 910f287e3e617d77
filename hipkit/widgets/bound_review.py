"""The review on the screen: the panel of `hipkit.panels.review.panel`, and a button for the claim of the Claim tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hipkit.errors import InputError
from hipkit.panels.base import Message
from hipkit.panels.dropped import Dropped
from hipkit.panels.review.panel import ClaimReview
from hipkit.widgets.bind import Bound

THIS_CLAIM = "Review the claim of the Claim tab"
NO_CLAIM = "There is no claim in the Claim tab that could be reviewed."


class BoundReview(Bound):
    """The review, bound. `claim` gives the lines of the Claim tab's claim as a file, None where there is none."""

    def __init__(self, panel: ClaimReview, claim: Callable[[], Dropped | None] | None = None) -> None:
        super().__init__(panel)
        if claim is not None:
            self._claim = claim
            self.form.add_button(THIS_CLAIM).on_click(lambda _: self.review_claim())

    def review(self, name: str, data: bytes) -> None:
        """Review the bytes of a file, as a person does who drops it."""
        self.type("file", Dropped(name, data).text())

    def review_claim(self) -> None:
        """Review the claim of the Claim tab; say so where there is none, or why it cannot be handed on."""
        try:
            file, why = self._claim(), NO_CLAIM
        except InputError as error:
            file, why = None, error.reason
        if file is not None:
            self.type("file", file.text())
            return
        self.type("file", "")
        self._show(replace(self.answer, messages={"file": Message("error", why)}))
