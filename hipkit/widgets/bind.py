"""Binds any panel to ipywidgets: text fields, dropdowns, buttons and HTML, and no arithmetic.

Every change of a field hands all texts to the panel and shows its answer. `Bound` can also be driven by code,
as the notebooks do: `type`, `press`, and `text` for what a reader sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hipkit.formats.bill.picture import warm
from hipkit.formats.shared.markup import esc, part
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import FILES, PICTURE, Answer, Offer, Panel
from hipkit.widgets.files import MAKE, Files
from hipkit.widgets.form import CLEAR, FEWER, MORE, Form
from hipkit.widgets.picture import PictureDesk

if TYPE_CHECKING:
    from hipkit.widgets.watch import Followed, Watch


class Bound:
    """A panel on the screen.

    `widget` is the ipywidgets box; displaying the object itself shows it. `answer` is what is shown now.
    """

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._last: dict[str, str] | None = None
        self._more_open = False
        self._filling = False
        self._followed: Followed | None = None
        self.answer = self._ask(panel.start)
        self.form = Form(panel, self.answer, self._changed, self._take)
        self.widget = self.form.widget
        name, example = panel.example
        self.form.buttons[name].on_click(lambda _: self.begin(example))
        self.form.buttons[CLEAR].on_click(lambda _: self.begin(panel.start))
        self.form.buttons[MORE].on_click(lambda _: self._toggle_more())
        self.files = Files(self.form.show_files)
        if FILES in panel.parts:
            self.form.buttons[MAKE].on_click(lambda _: self._make())
        self._desk = PictureDesk(panel.draw, self.form.show_picture, self.form.fade_picture, warm)
        self._show(self.answer)

    # What code, a notebook or a test does in place of a person.

    def type(self, name: str, text: str) -> None:
        """Put a text into a field, or choose the value of a dropdown, as a person at the page would."""
        self.form.fill(name, text)

    def press(self, words: str) -> None:
        """Press the button with these words on it, or the offer; LookupError if there is none."""
        for button in (*self.form.buttons.values(), *self.form.offered()):
            if button.description == words:
                button.click()
                return
        raise LookupError(f"there is no button {words!r} now")

    def message(self, name: str) -> str:
        """What stands below a field."""
        message = self.answer.messages.get(name)
        return message.text if message else ""

    def shown_fields(self) -> tuple[str, ...]:
        """The names of the fields that can be seen, in their order."""
        seen = {*self.answer.visible, *(self.answer.more if self._more_open else ())}
        return tuple(field.name for field in self.panel.fields if field.name in seen)

    def text(self, *parts: str) -> str:
        """The answer as a person reads it: all of it, or the parts named."""
        shown = (as_text(self.form.parts[name].value) for name in parts or self.panel.parts)
        return "\n".join(text for text in shown if text)

    def carry(self, other: Bound) -> None:
        """Take over what stands in the fields that another panel has too, and its last valid entry."""
        texts = other.form.texts()
        shared = {name: texts[name] for name in self.form.inputs if name in texts}
        if shared != {name: self.form.texts()[name] for name in shared}:
            self._last = other._last
            self._fill(shared)

    def begin(self, texts: Mapping[str, str]) -> None:
        """Begin anew from these texts; what was there before is not compared with."""
        self._last = None
        self._fill({field.name: texts.get(field.name, "") for field in self.panel.fields})

    def focus(self) -> None:
        """The focus to the first field."""
        next(iter(self.form.inputs.values())).focus()

    def wait_for_picture(self, seconds: float = 60) -> bool:
        """Wait until the picture of the answer is drawn; False if that took longer."""
        return self._desk.wait(seconds)

    def follow(self, watch: Watch, name: str) -> None:
        """Let the page's watch hear which entry each answer belongs to, under this name."""
        self._followed = watch.follow(name, self.form.widget, self.form.followed, lambda: self._last, self._restore)

    def opened(self) -> None:
        """The panel is on the screen: pictures may be drawn."""
        self._desk.open()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        self.opened()
        bundle = dict(self.widget._repr_mimebundle_(**kwargs) or {})
        return bundle | {"text/plain": f"hipkit: {self.panel.title} (run this cell in JupyterLab to use it)"}

    # Answering.

    def _ask(self, texts: Mapping[str, Any]) -> Answer:
        """The panel's answer; where hipkit itself fails, a plain message and no number at all."""
        try:
            return self.panel.answer(texts, self._last)
        except Exception as error:
            kind = esc(type(error).__name__)
            sorry = f"<p><b>!</b> hipkit failed on this entry ({kind}). Nothing is shown for it.</p>"
            blank = {name: "" for name in self.panel.parts if name not in (PICTURE, FILES)}
            names = tuple(field.name for field in self.panel.fields)
            return Answer(blank | {self.panel.parts[0]: part("No answer", sorry, "hk-stop")}, visible=names)

    def _take(self, offer: Offer) -> None:
        self._catch_up()
        self._fill(offer.sets)

    def _make(self) -> None:
        self._catch_up()
        self.files.make()

    def _catch_up(self) -> None:
        """Answer what was typed before a button was pressed, if it is still under way."""
        if self._followed is not None:
            self._followed.catch_up()

    def _changed(self) -> None:
        if not self._filling:
            self._refresh()

    def _refresh(self, overtaken: bool = False) -> None:
        texts = self.form.texts()
        self._show(self._ask(texts))
        if self.answer.settled:
            self._last = texts
        if self._followed is not None:
            self._followed.answered(overtaken)

    def _restore(self, words: Mapping[str, str], last: Any) -> None:
        """Put back what stood on a page that ended; some choices are there only once the rest is answered."""
        texted = isinstance(last, Mapping) and all(isinstance(text, str) for text in last.values())
        self._last = dict(last) if texted else None
        for _ in range(3):
            before = self.form.texts()
            self._fill(self.form.texts_of_words(words))
            if self.form.texts() == before:
                return

    def _fill(self, texts: Mapping[str, str]) -> None:
        """Put several texts into their fields and answer once."""
        self._filling = True
        try:
            for name, text in texts.items():
                self.form.fill(name, text)
        finally:
            self._filling = False
        self._refresh(overtaken=True)

    def _show(self, answer: Answer) -> None:
        self.answer = answer
        self.form.show(answer, set(self.shown_fields()))
        self.files.offer(answer.files)
        self._desk.want(answer.picture)

    def _toggle_more(self) -> None:
        self._more_open = not self._more_open
        self.form.buttons[MORE].description = FEWER if self._more_open else MORE
        self.form.show_fields(self.answer, set(self.shown_fields()))
