// Shows any page of hipkit: its fields, messages, offers, buttons and parts, where the page's layout says.
//
// What a person does goes off as `{view, id, op, args}` with a number of its own; Python answers with that number and
// with what has changed. An entry that is not answered in time takes every part of the older answer off the page until
// the answer to the newest one comes. Nothing here knows what a field means.

const BLANK_AFTER = 2000; // milliseconds that an answer may stand beside fields which it does not answer
const SILENT_AFTER = 2800; // milliseconds without any sign of life after which hipkit counts as stopped
const RESTED_AFTER = 400; // milliseconds without an entry after which Tab stops at offers: a scanner's Tab goes on to the next field
const TOLD_AFTER = 900; // milliseconds without an entry after which the result is read out
const LOST_AFTER = 4000; // milliseconds after which what an idle kernel has not answered is sent once more
const TICK = 200;
const LARGEST = 6_000_000; // bytes of a file that a page takes; of a larger one only name and size go
const DASH = "\u2013";
const KEPT = "It stays in the memory of this machine: nothing of it is sent elsewhere or saved.";
const IN_VOILA = Boolean(document.body.dataset.voila);
const DO = {
  app: "What you typed is kept: press the button, and it is put back and answered.",
  server:
    "Nothing answers at this address. What you typed is kept in this tab: start hipkit app again, " +
    "open the address that it prints in this tab, and it is put back and answered.",
  lab:
    "Its kernel has ended, or does not answer. What you typed is kept: in the menu choose Run, " +
    "Restart Kernel and Run All Cells, and it is put back and answered.",
  labServer:
    "The server of JupyterLab does not answer. What you typed is kept in this tab: start hipkit lab again, " +
    "open the notebook in this tab, choose Run, Restart Kernel and Run All Cells, and it is put back and answered.",
};
const MARKS = { error: "!", confirm: "!", ok: "\u2713" };
let count = 0; // of elements that need an id

function made(tag, css, ...inside) {
  const one = document.createElement(tag);
  one.className = css;
  one.append(...inside);
  return one;
}

/** The sections and tables of an answer with a dash in each, and nothing else of it. */
function dashed(answer) {
  const sections = [...answer.querySelectorAll(":scope > section")].map((one) => {
    const titles = [...one.querySelectorAll("h2")].slice(0, 1).map((title) => title.textContent);
    const tables = [...one.querySelectorAll("table")].map((table) => {
      return made("table", table.className, made("tbody", "", made("tr", "", made("td", "", DASH))));
    });
    const named = titles.filter((title) => !/\d/.test(title)).map((title) => made("h2", "", title));
    return made("section", one.className, ...named, ...(tables.length ? tables : [made("p", "", DASH)]));
  });
  return made("div", "hk-dash", ...(sections.length ? sections : [DASH]));
}

/** What a patch of Python makes of a state: a key that is null is gone. */
function patched(state, patch) {
  const after = { ...state };
  for (const [name, value] of Object.entries(patch)) {
    const inner = value !== null && typeof value === "object" && !Array.isArray(value);
    if (value === null && name !== "memo") delete after[name];
    else if (inner && typeof after[name] === "string") after[name] = spliced(after[name], value.splices);
    else after[name] = inner && after[name] ? patched(after[name], value) : value;
  }
  return after;
}

/** A long text with some of its pieces, each from tag to tag, replaced. */
function spliced(text, splices) {
  const pieces = text.split(/(?=<)/);
  for (const [at, count, put] of splices.toReversed()) pieces.splice(at, count, put);
  return pieces.join("");
}

/** What is said at a field, with the mark of its kind. */
function said(place, kind, text) {
  const css = `hk-say hk-say-${kind}`;
  if (place.className === css && place.title === text) return;
  place.className = css;
  place.title = text;
  place.replaceChildren(...(MARKS[kind] && text ? [made("b", "", MARKS[kind]), " "] : []), text);
}

/** One field with its label and what is said at it. The label is the name; what is said describes it. */
class Field {
  constructor(name, told, page) {
    Object.assign(this, { name, kind: told.kind, page, choices: "", fresh: true });
    const id = `hk-${(count += 1)}`;
    this.label = made("label", "hk-name");
    this.label.htmlFor = id;
    this.say = made("span", "hk-say");
    this.say.id = `${id}-say`;
    this.input = document.createElement(told.kind === "choice" ? "select" : "input");
    this.input.id = id;
    this.input.name = name;
    if (told.kind === "text") Object.assign(this.input, { type: "text", autocomplete: "off", spellcheck: false });
    if (told.kind === "check") this.input.type = "checkbox";
    if (told.kind === "file") this.input.type = "file";
    const place = told.kind === "file" ? this.drop(told) : this.input;
    this.el = made("div", "", ...(told.kind === "check" ? [place, this.label] : [this.label, place, this.say]));
    if (told.kind === "file") this.input.onchange = () => this.chosen();
    else this.input.addEventListener(told.kind === "text" ? "input" : "change", () => page.entered(this));
    leaving(this.input, this);
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.repeat && this.enter) page.pressed(this.enter);
      const alone = !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
      if (this.kind === "text" && alone && this.keys?.[event.key]) {
        event.preventDefault();
        if (!page.dirty.has(name)) page.take(name, this.keys[event.key]);
      }
    });
    if (told.options) this.list = new List(this);
  }

  /** The place on which a file is dropped; the browser's own field lies over it, unseen. */
  drop(told) {
    this.input.setAttribute("aria-label", `${told.label}: ${told.example}`);
    return made("div", "hk-drop", told.example, made("span", "", KEPT), this.input);
  }

  /** Files were chosen or dropped, one unless the field takes more; the same can be chosen again. */
  chosen() {
    const files = [...this.input.files];
    this.input.value = "";
    for (const file of files) this.read(file);
  }

  /** Name, size and bytes of a file go off as one text. */
  read(file) {
    const send = (told) => {
      this.file = JSON.stringify({ name: file.name, size: file.size, ...told });
      this.page.entered(this);
    };
    this.say.textContent = `reading ${file.name.slice(0, 60)} ...`;
    const reader = new FileReader();
    reader.onload = () => send({ content: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => send({ error: reader.error ? reader.error.name : "unknown" });
    if (file.size > LARGEST) send({});
    else reader.readAsDataURL(file);
  }

  get text() {
    if (this.kind === "file") return this.file ?? "";
    return this.kind === "check" ? String(this.input.checked) : this.input.value;
  }

  show(told, dirty, blank) {
    this.el.className = `${told.css}${told.seen ? "" : " hk-hidden"}`;
    this.enter = told.enter;
    this.keys = blank ? {} : told.keys;
    if (this.label.textContent !== told.label) this.label.textContent = told.label;
    if (this.kind === "text") this.input.placeholder = told.example;
    if (this.kind === "choice") this.choose(told.choices);
    if (this.kind === "file") this.input.multiple = Boolean(told.many);
    if (!dirty) this.put(told.text);
    this.input.toggleAttribute("aria-invalid", false);
    this.input.setAttribute("aria-invalid", String(told.message[0] === "error" && !blank));
    this.speak(...(blank ? ["note", ""] : told.message));
    this.list?.show(blank ? [] : told.options);
  }

  choose(choices) {
    const wanted = JSON.stringify(choices);
    if (wanted === this.choices) return;
    this.choices = wanted;
    const chosen = this.input.value;
    this.input.replaceChildren(...choices.map(([value, words]) => new Option(words, value)));
    this.input.value = chosen;
  }

  put(text) {
    if (this.kind === "file") return;
    if (this.kind === "check") this.input.checked = text === "true";
    else if (this.input.value !== text) this.input.value = text;
    if (this.kind === "choice" && this.input.value !== text) this.input.selectedIndex = -1;
  }

  speak(kind, text) {
    if (text) this.input.setAttribute("aria-describedby", this.say.id);
    else this.input.removeAttribute("aria-describedby");
    said(this.say, kind, text);
  }
}

/** A field of rows: each cell is an input of its own, named by its row and its column. Nothing is joined or split here. */
class Rows {
  constructor(name, told, page) {
    Object.assign(this, { name, kind: told.kind, page, one: told.one, columns: told.columns, rows: [], fresh: true });
    const id = `hk-${(count += 1)}`;
    this.label = made("span", "hk-name", told.label);
    this.label.id = `${id}-name`;
    this.say = made("span", "hk-say");
    this.say.id = `${id}-say`;
    const titles = told.columns.length > 1 ? told.columns : [];
    this.titles = made("div", "hk-row hk-titles", ...titles.map(([title]) => made("span", "", title)));
    this.titles.setAttribute("aria-hidden", "true"); // each cell has its name
    this.body = made("div", "hk-cells");
    this.more = this.button(`Add a ${told.one}`, () => this.add());
    this.el = made("div", "", this.label, this.titles, this.body, this.more, this.say);
    this.el.style.setProperty("--cells", told.columns.length);
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-labelledby", this.label.id);
  }

  button(words, press) {
    const button = made("button", "hk-button", words);
    button.type = "button";
    button.onclick = press;
    return button;
  }

  /** Every row as its cells; one whose first cell is given counts once another is filled. */
  get text() {
    const counted = this.rows.filter(({ given, typed }) => !given || typed().slice(1).some(Boolean));
    return counted.map(({ typed }) => typed());
  }

  /** Where a lead goes: the cell that is wrong, the first that is empty, the first. */
  get input() {
    const inputs = [...this.body.querySelectorAll("input")];
    const meant = inputs.filter((one) => one.hasAttribute("aria-describedby"));
    return [...meant, ...inputs].find((one) => !one.value) ?? meant[0] ?? inputs[0] ?? this.more;
  }

  show(told, dirty, blank) {
    this.el.className = `${told.css}${told.seen ? "" : " hk-hidden"}`;
    if (!dirty) this.put(told.rows);
    this.more.classList.toggle("hk-hidden", this.rows.every((row) => row.given)); // every line has its row
    const [kind, text] = blank ? ["note", ""] : told.message;
    this.rows.forEach(({ inputs, given }, place) => {
      inputs.forEach((input, at) => {
        const [row, cell] = told.wrong ?? [place, null];
        const meant = text !== "" && row === place && (cell ?? at + (given ? 1 : 0)) === at + (given ? 1 : 0);
        input.setAttribute("aria-invalid", String(meant && kind === "error"));
        if (meant) input.setAttribute("aria-describedby", this.say.id);
        else input.removeAttribute("aria-describedby");
      });
    });
    this.speak(kind, text);
  }

  /** Put these rows there; one empty row waits where there is none. */
  put(told) {
    const wanted = told.length ? told : [["", ...this.columns.map(() => "")]];
    wanted.forEach(([given, ...typed], place) => {
      const old = this.rows[place];
      if (!old || Boolean(old.given) !== Boolean(given)) {
        this.rows[place] = this.row(given);
        if (old) old.el.replaceWith(this.rows[place].el);
        else this.body.append(this.rows[place].el);
      }
      this.rows[place].put(given, typed);
    });
    for (const row of this.rows.splice(wanted.length)) row.el.remove();
    this.call();
  }

  /** A row with inputs for its cells; for all but the first where that one is given. */
  row(given) {
    const inputs = this.columns.slice(given ? 1 : 0).map(() => {
      const input = document.createElement("input");
      Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
      input.addEventListener("input", () => this.page.entered(this));
      leaving(input, this);
      return input;
    });
    const row = { given, inputs, first: "", words: made("span", "hk-given") };
    inputs.forEach((input, place) => input.addEventListener("keydown", (event) => this.key(event, row, place)));
    row.out = this.button("Take out", () => this.takeOut(row));
    row.el = made("div", "hk-row", ...(given ? [row.words] : []), ...inputs, ...(given ? [] : [row.out]));
    row.typed = () => [...(row.given ? [row.first] : []), ...inputs.map((input) => input.value)];
    row.put = (now, texts) => {
      Object.assign(row, { given: now, first: texts[0] });
      row.words.textContent = now;
      inputs.forEach((input, place) => {
        const text = texts[place + (now ? 1 : 0)];
        if (input.value !== text) input.value = text;
      });
    };
    return row;
  }

  /** The names of cells and buttons, by the places of their rows. */
  call() {
    const one = this.one[0].toUpperCase() + this.one.slice(1);
    this.rows.forEach(({ inputs, out, given }, place) => {
      inputs.forEach((input, column) => {
        const [title, example] = this.columns[column + (given ? 1 : 0)];
        const called = this.columns.length > 1 ? ` ${title.toLowerCase()}` : "";
        input.setAttribute("aria-label", `${one} ${place + 1}${called}`);
        input.placeholder = given ? "" : example;
      });
      out.setAttribute("aria-label", `Take out ${this.one} ${place + 1}`);
    });
  }

  /** Enter goes on to the next cell; in the last one a row is added. */
  key(event, row, column) {
    if (event.key !== "Enter" || event.repeat || event.isComposing) return;
    event.preventDefault();
    const next = row.inputs[column + 1] ?? this.rows[this.rows.indexOf(row) + 1]?.inputs[0];
    if (next) next.focus();
    else if (!row.given) this.add();
  }

  add() {
    const row = this.row("");
    this.rows.push(row);
    this.body.append(row.el);
    this.call();
    this.page.filled(this);
    row.inputs[0].focus();
  }

  takeOut(row) {
    const place = this.rows.indexOf(row);
    this.rows.splice(place, 1);
    row.el.remove();
    if (!this.rows.length) this.put([]);
    this.call();
    this.page.filled(this);
    (this.rows[place] ?? this.rows[place - 1]).inputs[0].focus();
  }

  speak(kind, text) {
    said(this.say, kind, text);
  }
}

/** What is entered in a field after it was left, by Enter too, is another change. */
function leaving(input, field) {
  for (const left of ["change", "blur"]) input.addEventListener(left, () => (field.fresh = true));
}

/** The list that opens at a field, of what may stand there. Only Enter on a marked option, or a click, puts it there. */
class List {
  constructor(field) {
    Object.assign(this, { field, input: field.input, options: [], open: false, marked: -1, steps: 0, told: "" });
    this.id = `${field.input.id}-list`;
    this.items = made("ul", "");
    this.items.id = this.id;
    this.items.setAttribute("role", "listbox");
    this.more = made("div", "hk-more");
    this.el = made("div", "hk-options hk-hidden", this.items, this.more);
    this.el.tabIndex = -1; // else Tab would stop at a list that scrolls
    this.el.onmousedown = (event) => event.preventDefault(); // the field keeps the focus
    const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id };
    for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.turn(true));
    this.input.addEventListener("click", () => this.open || this.turn(true));
    this.input.addEventListener("blur", () => this.turn(false));
    this.input.addEventListener("keydown", (event) => !event.isComposing && this.key(event));
    field.el.append(this.el);
  }

  get shown() {
    return this.open && this.options.length > 0 && document.activeElement === this.input;
  }

  /** Open or close it; nothing is marked then. */
  turn(open) {
    Object.assign(this, { open, steps: 0 });
    this.mark(-1);
    this.place();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (event.altKey) this.turn(step > 0);
      else this.move(step);
    } else if (event.key === "Escape" && this.shown) {
      event.preventDefault();
      event.stopPropagation();
      this.turn(false);
    } else if (event.key === "Enter" && this.shown && this.marked >= 0) {
      event.preventDefault();
      this.take(this.marked);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      this.mark(-1);
    }
  }

  /** Mark the next option; while the list is that of an older text, once the list of this one is there. */
  move(step) {
    if (!this.open) this.turn(true);
    this.steps += step;
    this.walk();
  }

  walk() {
    if (!this.steps || !this.shown || this.field.page.dirty.has(this.field.name)) return;
    const places = this.options.length + 1; // one of them is the field itself, where nothing is marked
    const next = (((this.marked + 1 + this.steps) % places) + places) % places;
    this.steps = 0;
    this.mark(next - 1);
  }

  mark(index) {
    this.marked = index;
    [...this.items.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = this.items.children[index];
    if (item) {
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  take(index) {
    this.input.value = this.options[index][0];
    this.turn(false);
    this.field.page.filled(this.field);
  }

  /** Show these options; one without a text is a remark. What is marked stays so while it is among them. */
  show(listed) {
    const wanted = JSON.stringify(listed);
    if (wanted !== this.told) {
      this.told = wanted;
      const held = this.options[this.marked]?.[0];
      this.options = listed.filter(([text]) => text);
      this.more.textContent = listed.filter(([text]) => !text).map(([, words]) => words).join("; ");
      this.items.setAttribute("aria-label", this.more.textContent ? `Choices, ${this.more.textContent}` : "Choices");
      this.items.replaceChildren(...this.options.map((option, index) => this.item(option, index)));
      this.mark(held === undefined ? -1 : this.options.findIndex(([text]) => text === held));
    }
    this.place();
    this.walk();
  }

  item([, words, detail], index) {
    const item = made("li", "", made("span", "hk-words", words), " ", made("span", "hk-detail", detail));
    item.id = `${this.id}-${index}`;
    item.setAttribute("role", "option");
    item.onclick = () => this.take(index);
    return item;
  }

  /** Below what is said at the field and its offers, above the field where there is more room; over what lies there. */
  place() {
    const { shown } = this;
    this.el.classList.toggle("hk-hidden", !shown);
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) return;
    const field = this.field.el.getBoundingClientRect();
    const offers = this.field.page.offers.get(this.field.name);
    const below = Math.max(field.bottom, offers?.childNodes.length ? offers.getBoundingClientRect().bottom : 0);
    const room = window.innerHeight - below - 8;
    const up = room < Math.min(this.el.scrollHeight, 200) && field.top > room;
    this.el.style.maxHeight = `${Math.min(Math.max(up ? field.top - 8 : room, 96), 380)}px`;
    Object.assign(this.el.style, up ? { top: "", bottom: "100%" } : { top: `${below - field.top}px`, bottom: "" });
  }
}

/** One part of an answer. What a person opened in it stays open while it is the same. */
class Part {
  constructor() {
    this.el = made("div", "");
    this.id = `hk-${(count += 1)}`;
  }

  show(told, blank, now) {
    this.el.className = told.css;
    const faded = told.css.includes("hk-faded");
    this.faded = faded ? (this.faded ?? now) : null;
    const gone = (blank && told.css.includes("hk-said")) || (faded && now - this.faded > BLANK_AFTER);
    const wanted = gone ? null : told.html;
    if (wanted === this.html) return;
    if (!gone) {
      this.el.innerHTML = told.html;
      for (const radio of this.el.querySelectorAll("input[type=radio]")) radio.name += this.id; // two claims on a page
    } else if (this.el.childNodes.length) this.el.replaceChildren(faded && !blank ? "" : dashed(this.el));
    this.html = wanted;
  }
}

/** One page: its elements by their names, laid out as Python says. */
class Page {
  constructor(title, view) {
    Object.assign(this, { title, view, fields: new Map(), parts: new Map(), buttons: new Map(), offers: new Map(), folds: new Map() });
    Object.assign(this, { headings: [], entries: [], dirty: new Map(), blank: false, layout: "" });
    this.el = made("div", "hk-page");
    this.el.addEventListener("click", (event) => {
      const lead = event.target.closest("[data-field]"); // a field that is named in a part of the answer
      if (lead) this.focus(["field", lead.dataset.field]);
    });
  }

  entered(field) {
    const texts = { [field.name]: field.text };
    const { fresh, kind } = field;
    field.fresh = kind === "file";
    const id = this.view.send("enter", { page: this.title, texts, fresh }, fresh && kind !== "choice"); // arrow keys run through choices
    this.dirty.set(field.name, id);
    this.view.keep();
    this.reach(false);
  }

  /** What is put into a field by one press is a change of its own. */
  filled(field) {
    field.fresh = true;
    this.entered(field);
    field.fresh = true;
  }

  /** Whether Tab stops at the offers of fields. */
  reach(rested) {
    if (rested === this.reached) return;
    this.reached = rested;
    for (const [name, place] of this.offers) for (const button of place.children) button.tabIndex = this.order(name);
  }

  order(name) {
    return this.reached || !this.fields.has(name) ? 0 : -1;
  }

  pressed(button) {
    const [does, field] = (this.told?.buttons[button]?.does ?? "").split(" ");
    if (does === "print") window.print();
    else if (does === "choose") this.field(field, this.told.fields[field]).input.click(); // it stands nowhere
    else this.view.send("press", { page: this.title, button });
  }

  /** The answer to everything up to this number has come. */
  answered(id) {
    this.entries = this.entries.filter((one) => one.id > id);
    for (const [name, entry] of this.dirty) if (entry <= id) this.dirty.delete(name);
  }

  get waits() {
    return this.entries[0]?.at ?? 0;
  }

  show(told, now, dead) {
    this.told = told;
    this.blank = dead || Boolean(this.waits && (this.blank || now - this.waits > BLANK_AFTER));
    this.el.classList.toggle("hk-blanked", this.blank);
    this.laid(told.layout, told);
    for (const [name, one] of Object.entries(told.fields)) {
      this.fields.get(name)?.show(one, this.dirty.has(name), this.blank);
      this.offer(name, this.blank ? [] : one.offers);
    }
    this.reach(now - (this.view.acted ?? 0) > RESTED_AFTER);
    for (const [name, one] of Object.entries(told.parts)) this.parts.get(name)?.show(one, this.blank, now);
    for (const [name, one] of Object.entries(told.buttons)) {
      const button = this.buttons.get(name);
      if (!button) continue;
      if (button.textContent !== one.words) button.textContent = one.words;
      button.className = `hk-button${one.primary ? " hk-primary" : ""}${one.seen ? "" : " hk-hidden"}`;
    }
    for (const [name, one] of Object.entries(told.folds ?? {})) unfold(this.folds.get(name), one);
    for (const { el, names } of this.headings) {
      el.classList.toggle("hk-hidden", names.length > 0 && !names.some((name) => told.fields[name]?.seen));
    }
  }

  /** Lay the elements out anew where the layout is another. */
  laid(layout, told) {
    const wanted = JSON.stringify(layout);
    const kinds = Object.entries(told.fields).some(([name, one]) => (this.fields.get(name)?.kind ?? one.kind) !== one.kind);
    if (wanted === this.layout && !kinds) return;
    this.layout = wanted;
    this.headings = [];
    this.el.replaceChildren(...layout.map((block) => this.block(block, told)));
  }

  block([kind, name, inside], told) {
    if (kind === "box") return this.landmark(made("div", name, ...inside.map((block) => this.block(block, told))), told);
    if (kind === "fold") {
      return kept(this.folds, name, () => folded(inside.map((block) => this.block(block, told))));
    }
    if (kind === "heading") {
      const el = made("h2", "", name);
      this.headings.push({ el, names: inside });
      return el;
    }
    if (kind === "field") return this.field(name, told.fields[name]).el;
    if (kind === "part") return kept(this.parts, name, () => new Part()).el;
    if (kind === "offers") return kept(this.offers, name, () => made("div", "hk-offers"));
    return kept(this.buttons, name, () => {
      const button = made("button", "hk-button");
      button.type = "button";
      button.onclick = () => this.pressed(name);
      return button;
    });
  }

  /** The entries of a page and its answer are landmarks, so that a screen reader goes from one to the other. */
  landmark(el, { title }) {
    const role = { "hk-form": "form", "hk-answer": "region" }[el.className];
    if (!role) return el;
    el.setAttribute("role", role);
    el.setAttribute("aria-label", `${title}, ${role === "form" ? "entries" : "answer"}`);
    return el;
  }

  field(name, told) {
    if (this.fields.get(name)?.kind !== told.kind) this.fields.set(name, new (told.kind === "rows" ? Rows : Field)(name, told, this));
    return this.fields.get(name);
  }

  offer(name, labels) {
    const place = this.offers.get(name);
    const wanted = JSON.stringify(labels);
    if (!place || (place.dataset.labels ?? "[]") === wanted) return;
    place.dataset.labels = wanted;
    place.replaceChildren(
      ...labels.map((label) => {
        const button = made("button", "hk-button", label);
        Object.assign(button, { type: "button", tabIndex: this.order(name) });
        button.onclick = () => this.take(name, label);
        return button;
      }),
    );
  }

  take(field, label) {
    this.view.send("take", { page: this.title, field, label });
  }

  focus([kind, name]) {
    if (kind === "field") this.fields.get(name)?.input.focus();
    else this.buttons.get(name)?.focus();
  }

  /** What stands in the fields, and what the page wants back beside it. */
  get kept() {
    const told = Object.entries(this.told?.fields ?? {}).filter(([, one]) => one.kind !== "file");
    const unsaid = told.filter(([name]) => this.dirty.has(name));
    const typed = Object.fromEntries(unsaid.map(([name]) => [name, this.fields.get(name).text]));
    const texts = Object.fromEntries(told.map(([name, one]) => [name, one.text]));
    return { texts: { ...texts, ...typed }, typed, memo: this.told?.memo ?? null };
  }
}

/** Blocks folded away; what a person opens stays open. */
function folded(blocks) {
  const title = made("summary", "");
  const el = made("details", "hk-fold", title, ...blocks);
  return Object.assign(el, { title_: title, urgent: false });
}

/** Title and sight of a fold; it opens by itself where it has come to hold what must be seen. */
function unfold(el, { title, seen, urgent }) {
  if (el.title_.textContent !== title) el.title_.textContent = title;
  el.classList.toggle("hk-hidden", !seen);
  if (urgent && !el.urgent) el.open = true;
  el.urgent = urgent;
}

/** On paper nothing is folded away. */
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll(".hk-fold:not([open])")) {
    one.open = true;
    one.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const one of document.querySelectorAll(".hk-fold[data-printed]")) {
    one.open = false;
    delete one.dataset.printed;
  }
});

function kept(map, name, make) {
  if (!map.has(name)) map.set(name, make());
  return map.get(name);
}

/** Signs of life: of the kernel, and of the server through which it is reached. */
class Life {
  constructor(manager) {
    Object.assign(this, { manager, heard: 0, ended: false, gone: false, misses: 0, session: null });
    this.kernel = manager?.kernel ?? null;
    this.status = (_, status) => this.saw(status);
    this.kernel?.statusChanged?.connect(this.status);
    this.ask();
  }

  saw(status) {
    if (["dead", "restarting", "autorestarting"].includes(status)) this.ended = true;
  }

  stop() {
    this.kernel?.statusChanged?.disconnect(this.status);
  }

  /** Ask the kernel on the channel that it answers while it works; a kernel in its stead has another session. */
  ask() {
    const now = Date.now();
    if (!this.kernel || this.ended || now - (this.asked ?? 0) < 600) return;
    this.asked = now;
    if (this.kernel.isDisposed) {
      this.ended = true;
      return;
    }
    const header = {
      msg_id: `hipkit-${now}-${Math.random().toString(16).slice(2)}`, msg_type: "kernel_info_request",
      session: this.kernel.clientId, username: "", date: new Date(now).toISOString(), version: "5.2",
    };
    const rest = { parent_header: {}, metadata: {}, content: {}, buffers: [], channel: "control" };
    try {
      const future = this.kernel.sendControlMessage({ header, ...rest }, true, true);
      future.onReply = (reply) => this.replied(reply.header.session);
      future.done.catch(() => {});
    } catch {
      // The line is closed; the server says more.
    }
  }

  replied(session) {
    this.session ??= session;
    if (session === this.session) this.heard = Date.now();
    else this.ended = true;
  }

  get address() {
    return `${this.kernel.serverSettings.baseUrl}api/kernels/${this.kernel.id}`;
  }

  /** Ask the server whether the kernel is there. */
  async look(every) {
    const now = Date.now();
    if (!this.kernel || this.ended || now - (this.looked ?? 0) < every) return;
    this.looked = now;
    try {
      const answer = await fetch(this.address, { cache: "no-store", signal: AbortSignal.timeout(2000) });
      this.misses = 0;
      this.gone = answer.status === 403;
      if (answer.status === 404) this.ended = true;
      else if (answer.ok) this.saw((await answer.json()).execution_state);
    } catch (error) {
      if (error.name === "TimeoutError") return;
      this.misses += 1;
      this.gone = this.misses > 1;
    }
  }
}

/** What stands in the fields, kept in this tab for the page after a reload; in a notebook only while it is unanswered. */
class Keeping {
  constructor(name) {
    this.key = `hipkit:${name}`;
  }

  take() {
    const carried = window.name.startsWith(this.key) ? window.name.slice(this.key.length) : null;
    if (carried !== null) window.name = "";
    try {
      this.text = sessionStorage.getItem(this.key) ?? carried ?? undefined;
      return JSON.parse(this.text ?? "null");
    } catch {
      return null;
    }
  }

  /** Keep it; a server that starts again may have another port, and the tab's storage is by port. */
  put(kept, gone) {
    const text = JSON.stringify(kept);
    if (text !== this.text) sessionStorage.setItem(this.key, text);
    this.text = text;
    if (gone && IN_VOILA) window.name = this.key + text;
  }

  drop() {
    if (this.text !== undefined) sessionStorage.removeItem(this.key);
    if (window.name.startsWith(this.key)) window.name = "";
    this.text = undefined;
  }
}

/** In the app each tab has its address, so that Back and Forward turn tabs. Nothing of an order stands in it. */
class Address {
  constructor(view) {
    Object.assign(this, { view, begun: false });
    this.went = () => this.named && view.turn(this.named);
    addEventListener("popstate", this.went);
  }

  /** The tab that the address names. */
  get named() {
    return this.view.state?.tabs.find((title) => hash(title) === location.hash.toLowerCase());
  }

  /** Another tab has another address; of a page that was opened with an address it is that tab which opens. */
  show(tabs, open) {
    if (!tabs.length) return;
    if (!this.begun) {
      this.begun = true;
      if (this.named) return this.went();
      history.replaceState(null, "", hash(open));
    } else if (this.named !== open) {
      history.pushState(null, "", hash(open));
    }
    document.title = `${open} - hipkit`;
  }

  stop() {
    removeEventListener("popstate", this.went);
  }
}

function hash(title) {
  return `#${title.toLowerCase()}`;
}

/** What a person reads there, in one line. */
function spoken(element) {
  return element.innerText.replace(/\s+/g, " ").trim();
}

function bar(role, text, button) {
  const told = made("div", `hk-life hk-life-${role}`, text);
  told.setAttribute("role", role); // a bar is there only while hipkit works on or has stopped
  if (button) {
    const again = made("button", "hk-again hk-button", "Start again");
    again.onclick = button;
    told.append(" ", again);
  }
  return told;
}

/** Have the browser keep a file that Python made. */
function download({ name, media, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const link = made("a", "");
  link.href = URL.createObjectURL(new Blob([bytes], { type: media }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Put the number of a button on the clipboard; where the page may not, it is marked for the person to copy. */
async function copied(button) {
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    const number = button.closest("tr").querySelector("[data-code]");
    getSelection().selectAllChildren(number);
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

/** All pages, with their tabs, and the line to Python. */
class View {
  constructor(model, el) {
    Object.assign(this, { model, el, pages: new Map(), state: null, serial: 0, queue: [], flying: null, shown: "" });
    Object.assign(this, { standIn: null, lost: null }); // what has the focus in place of what is not seen now
    this.id = Math.random().toString(36).slice(2);
    this.life = new Life(model.widget_manager);
    this.keeping = new Keeping(model.get("name"));
    el.classList.add("hk");
    el.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the keys for its own
    this.top = made("div", "");
    this.bars = made("div", "hk-watching");
    this.head = made("div", "");
    this.tabs = made("div", "hk-tabs");
    this.tabs.setAttribute("role", "tablist");
    this.body = made("div", "");
    this.told = made("div", "hk-seen-by-ear");
    this.told.setAttribute("aria-live", "polite");
    this.brief = made("div", "hk-brief");
    this.brief.setAttribute("aria-hidden", "true"); // the answer itself is read out
    const main = made("div", "hk-main", this.head, this.bars, this.tabs, this.body, this.brief, this.told);
    if (IN_VOILA) main.setAttribute("role", "main");
    el.append(this.top, main);
    el.addEventListener("click", (event) => copied(event.target.closest?.("[data-copy]")));
    el.addEventListener("change", (event) => this.explain(event.target));
    this.address = IN_VOILA && new Address(this);
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    this.timer = setInterval(() => this.tick(), TICK);
    const kept = this.keeping.take();
    this.send(kept ? "restore" : "hello", kept ?? {});
  }

  /** Send what a person did; an entry that is not off yet takes a later one of its page along, unless that goes alone. */
  send(op, args, alone = false) {
    this.serial += 1;
    const id = this.serial;
    const last = this.queue.at(-1);
    if (op === "enter" && !alone && last?.op === "enter" && last.args.page === args.page) {
      last.id = id;
      Object.assign(last.args.texts, args.texts);
    } else {
      this.queue.push({ view: this.id, id, op, args });
    }
    this.pages.get(args.page)?.entries.push({ id, at: Date.now() });
    this.acted = Date.now();
    this.from = document.activeElement;
    this.typed = op === "enter";
    this.pump();
    return id;
  }

  pump() {
    if (this.flying || !this.queue.length) return;
    this.flying = this.queue.shift();
    this.fly();
  }

  fly() {
    this.flown = Date.now();
    this.model.send(this.flying);
  }

  /** What was lost on the way is sent again; a button is not, since it would be pressed twice. */
  resend(now) {
    const safe = ["hello", "restore", "enter"].includes(this.flying?.op);
    if (safe && now - this.flown > LOST_AFTER && this.life.kernel?.status === "idle") this.fly();
  }

  hear({ state, patch, view, id, focus, file }) {
    if (state) this.state = state;
    else if (patch && this.state) this.state = patched(this.state, patch);
    const own = view === this.id;
    if (own && id >= this.turned?.id) this.turned = null;
    if (this.turned && this.state) this.state = { ...this.state, open: this.turned.title };
    if (own) {
      if (this.flying && this.flying.id <= id) this.flying = null;
      for (const page of this.pages.values()) page.answered(id);
      this.pump();
    }
    if (!this.state) return;
    this.show();
    this.said = Date.now();
    if (own && file) download(file);
    if (own && focus && this.stays) this.pages.get(focus[0])?.focus(focus[1]); // a person who went on meanwhile stays there
    this.keep();
  }

  get dead() {
    return this.life.ended || this.life.gone;
  }

  show() {
    const { stays } = this;
    const spot = document.activeElement === this.standIn ? this.lost : this.spot;
    Object.assign(this, { standIn: null, lost: null });
    this.draw();
    if (spot) this.refocus(spot);
    if (stays) this.from = document.activeElement;
  }

  /** Whether the person is where they were when they acted last. */
  get stays() {
    return [this.from, document.body, null].includes(document.activeElement);
  }

  /** Where the focus is on the page, and what lies beside it. */
  get spot() {
    const one = document.activeElement;
    return this.el.contains(one) ? { one, words: one.textContent, place: one.parentElement } : null;
  }

  /** The focus stays, or goes to the like of what had it, or beside that; while none is seen, the open tab stands in for it. */
  refocus(spot) {
    const beside = [...spot.place.children].filter((one) => one.matches("button"));
    const alike = beside.filter((one) => one.textContent === spot.words);
    const tabs = this.tabs.querySelectorAll("[aria-selected=true]");
    const seen = (one) => one.checkVisibility({ visibilityProperty: true });
    const back = [spot.one, ...alike, ...beside].find(seen);
    const wanted = back ?? [...tabs, ...this.el.querySelectorAll("input, select, button")].find(seen);
    if (!back) Object.assign(this, { standIn: wanted, lost: spot });
    if (wanted !== document.activeElement) wanted?.focus({ preventScroll: true });
  }

  draw() {
    const now = Date.now();
    const { top, tabs, open, pages } = this.state;
    if (this.topped !== top) this.top.innerHTML = top;
    this.topped = top;
    this.tab(tabs, open);
    for (const [title, told] of Object.entries(pages)) {
      const page = kept(this.pages, title, () => this.page(title, tabs));
      page.el.classList.toggle("hk-hidden", title !== open && title !== "");
      page.show(told, now, this.dead);
    }
    this.abridge();
    if (this.address) this.address.show(tabs, open);
  }

  /** The numbers of the answer, which stay in sight where it stands below its fields. */
  abridge() {
    const page = this.pages.get(this.state.open);
    const shown = [...(page?.el.querySelectorAll("[data-code], .hk-lines .hk-num:nth-child(3)") ?? [])];
    const named = (one) => (one.dataset.code && one.closest("tr")?.querySelector("th")?.textContent) ?? one.previousSibling.textContent;
    const told = shown.map((one) => `${named(one)} ${one.textContent}`);
    const rest = told.splice(4).length;
    const yet = shown.some((one) => "unconfirmed" in one.dataset) ? ": not yet to be told" : "";
    const wanted = page?.blank && page.el.querySelector(".hk-dash") ? DASH : `${told.join(", ")}${rest ? ` and ${rest} more` : ""}${yet}`;
    if (this.brief.textContent !== wanted) this.brief.textContent = wanted;
  }

  /** Read out what the box of a claim that was chosen is. */
  explain(chosen) {
    const boxes = chosen.closest?.(".hk-boxes");
    const why = boxes && [...boxes.querySelectorAll(".hk-why")].find((one) => one.checkVisibility());
    if (why) this.told.textContent = spoken(why);
  }

  page(title, tabs) {
    const page = new Page(title, this);
    if (title === "") {
      this.head.append(page.el);
      return page;
    }
    if (tabs.length) {
      page.el.setAttribute("role", "tabpanel");
      page.el.setAttribute("aria-label", title);
    }
    this.body.append(page.el);
    return page;
  }

  tab(titles, open) {
    if (this.tabs.children.length !== titles.length) {
      this.tabs.replaceChildren(
        ...titles.map((title) => {
          const tab = made("button", "hk-tab", title);
          tab.type = "button";
          tab.setAttribute("role", "tab");
          tab.onclick = () => this.turn(title);
          tab.onkeydown = (event) => this.along(event, titles, title);
          return tab;
        }),
      );
    }
    for (const tab of this.tabs.children) {
      const chosen = tab.textContent === open;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  turn(title) {
    if (title === this.state.open) return;
    this.state = { ...this.state, open: title };
    this.turned = { title, id: this.send("open", { page: title }) };
    this.show();
  }

  /** The arrow keys go from tab to tab; Enter or Space opens the one that has the focus. */
  along(event, titles, title) {
    const places = { ArrowRight: 1, ArrowLeft: -1, Home: -titles.indexOf(title), End: titles.length - 1 - titles.indexOf(title) };
    if (!(event.key in places)) return;
    event.preventDefault();
    const next = (titles.indexOf(title) + places[event.key] + titles.length) % titles.length;
    this.tabs.children[next].focus();
  }

  tick() {
    const now = Date.now();
    const waiting = [...this.pages.values()].map((page) => page.waits).filter(Boolean);
    if (this.flying && !this.pages.size) waiting.push(this.begun ?? (this.begun = now));
    const since = waiting.length ? Math.min(...waiting) : 0;
    this.life.look(since ? 500 : 1500);
    if (since && now - since > 300) this.life.ask();
    this.resend(now);
    if (this.state) this.show();
    const blanked = [...this.pages.values()].some((page) => page.blank) || (since && now - since > BLANK_AFTER);
    if (this.dead) this.bar("dead");
    else if (!blanked) this.bar("");
    else if (this.life.heard > since || !this.life.kernel) this.bar("working");
    else if (now - since > SILENT_AFTER) this.bar("dead");
    this.keep();
    this.tell(now, since);
  }

  /** Keep what stands in the fields at once, so that a reload within the next moment has it. */
  keep() {
    const unanswered = this.flying || this.queue.length || [...this.pages.values()].some((page) => page.blank);
    if (this.state && (IN_VOILA || unanswered)) this.keeping.put(this.kept, this.life.gone);
    else if (!unanswered) this.keeping.drop();
  }

  /** Read the result out, and what is said of it, when typing rests, if it is another. */
  tell(now, since) {
    if (since || !this.acted || now - this.acted < (this.typed ? TOLD_AFTER : TICK) || this.acted === this.read) return;
    this.read = this.acted;
    const parts = this.pages.get(this.state?.open)?.el.querySelectorAll(".hk-units, .hk-lines, [data-told]") ?? [];
    const text = [...parts].filter((part) => part.checkVisibility()).map(spoken).join(" ");
    if (text !== this.told.textContent) this.told.textContent = text;
  }

  get kept() {
    const pages = Object.fromEntries([...this.pages].map(([title, page]) => [title, page.kept]));
    return { open: this.state.open, pages };
  }

  /** One bar on a page, however many views stopped with the same kernel. */
  bar(what) {
    const elsewhere = [...document.querySelectorAll(".hk-life-alert")];
    const told = what === "dead" && elsewhere.some((one) => !this.el.contains(one) && one.checkVisibility());
    const wanted = told ? "" : what === "dead" ? `dead ${this.life.gone}` : what;
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.bars.replaceChildren();
    if (wanted === "working") {
      const text = "hipkit is working on what you typed: a dash stands where the answer comes.";
      this.bars.append(bar("status", text));
    } else if (wanted) {
      const gone = this.life.gone;
      const todo = IN_VOILA ? (gone ? DO.server : DO.app) : gone ? DO.labServer : DO.lab;
      this.bars.append(bar("alert", `hipkit has stopped. ${todo}`, IN_VOILA && !gone && (() => this.again())));
    }
  }

  /** Load the page anew, if there is a server that can send it. */
  async again() {
    const asked = fetch(this.life.address, { cache: "no-store" });
    const there = await asked.then((answer) => answer.status !== 403, () => false);
    if (there) location.reload();
    else this.life.gone = true;
  }

  stop() {
    clearInterval(this.timer);
    this.life.stop();
    this.model.off("msg:custom", this.heard);
    if (this.address) this.address.stop();
  }
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    return () => view.stop();
  },
};
