// Watches the forms of a page: what is shown belongs to what stands in their fields, or is taken away.
//
// Every change of a field is an entry with a serial number, sent with what stands in the fields that were changed; Python
// sends the number back behind the answer. An entry that is not answered in time takes every part of the older answer
// off the page until one comes. Nothing here knows what a field means.

const BLANK_AFTER = 2000; // milliseconds that an answer may stand beside fields which it does not answer
const SILENT_AFTER = 2800; // milliseconds without any sign of life after which hipkit counts as stopped
const UNEQUAL_AFTER = 700; // fields that Python sees otherwise without an entry under way: they are sent again
const TICK = 200;
const DASH = "\u2013";
const SAID = ".hk-said .widget-html-content, .hk-say, .hk-offers button";
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

const named = (field) => [...field.classList].find((one) => one.startsWith("hk-n:")).slice(5);
const control = (field) => field.querySelector("input, select");
const stands = (one) =>
  one.matches("select") ? String(one.selectedIndex) : one.type === "checkbox" ? String(one.checked) : one.value;
// What goes into a field again later, when the places of its choices may be others.
const words = (one) => (one.matches("select") ? (one.selectedOptions[0]?.textContent ?? "") : stands(one));

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

/** One form: the entries that wait for their answer, and what was taken off the page meanwhile. */
class Form {
  constructor(name, page) {
    Object.assign(this, { name, page, entries: [], unequal: 0, sent: "", touched: new Set(), taken: new Map(), faded: new Map() });
    this.observer = new MutationObserver(() => this.blank());
  }

  get place() {
    return this.page()?.querySelector(`[class~="hk-watch:${this.name}"]`);
  }

  /** What `read` finds in each field, by its name. */
  texts(read) {
    const found = {};
    for (const field of this.place?.querySelectorAll('[class*="hk-n:"]') ?? []) {
      if (control(field)) found[named(field)] = read(control(field));
    }
    return found;
  }

  /** Since when the fields stand without their answer; 0 where they have it. */
  waits(answered, now) {
    const texts = Object.entries(this.texts(stands));
    this.other = texts.filter(([name, text]) => answered.texts[name] !== text).map(([name]) => name);
    this.unequal = this.other.length ? this.unequal || now : 0;
    return this.entries.length ? this.entries[0].at : this.unequal;
  }

  /** Take every part of the answer off the page; what is drawn while it is away goes too. */
  blank() {
    this.observer.disconnect();
    for (const one of this.place?.querySelectorAll(SAID) ?? []) {
      if (one.querySelector(":scope > .hk-dash") || !one.childNodes.length) continue;
      this.taken.set(one, { nodes: [...one.childNodes], title: one.getAttribute("title") });
      one.replaceChildren(one.matches(".widget-html-content") ? dashed(one) : made("span", "hk-dash"));
      one.removeAttribute("title");
    }
    this.place?.classList.add("hk-blanked");
    if (this.place) this.observer.observe(this.place, { childList: true, subtree: true, characterData: true });
  }

  /** Put back what was taken and has not been drawn anew. */
  unblank() {
    this.observer.disconnect();
    for (const [one, { nodes, title }] of this.taken) {
      if (!one.querySelector(":scope > .hk-dash")) continue;
      one.replaceChildren(...nodes);
      if (title !== null) one.setAttribute("title", title);
    }
    this.taken.clear();
    this.place?.classList.remove("hk-blanked");
  }
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

/** What stands in the fields, kept for the next page in this tab: here alone, and only while it is unanswered. */
class Keeping {
  constructor(name) {
    this.key = `hipkit:${name}`;
  }

  take() {
    this.text = ""; // there is something to drop
    const carried = window.name.startsWith(this.key) ? window.name.slice(this.key.length) : null;
    if (carried !== null) window.name = "";
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? carried);
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

function bar(role, text, button) {
  const told = made("div", `hk-life hk-life-${role}`, text);
  told.setAttribute("role", role);
  if (button) {
    const again = made("button", "hk-again jupyter-button", "Start again");
    again.onclick = button;
    told.append(" ", again);
  }
  return told;
}

class Watching {
  constructor(model, el) {
    Object.assign(this, { model, el, forms: new Map(), serial: 0, shown: "", restoring: false });
    this.view = Math.random().toString(36).slice(2);
    this.life = new Life(model.widget_manager);
    this.keeping = new Keeping(model.get("name"));
    this.answered = () => this.tick();
    this.told = (message) => {
      if (message.restored) this.restoring = false;
    };
    this.changed = (event) => this.entered(event);
    model.on("change:answered", this.answered);
    model.on("msg:custom", this.told);
    this.timer = setInterval(() => this.tick(), TICK);
  }

  get root() {
    return this.el.closest(".hk");
  }

  /** The first time that the page is there: hear what is typed, and put back what was kept. */
  begin() {
    this.begun = this.root;
    for (const kind of ["input", "change"]) this.begun.addEventListener(kind, this.changed);
    const kept = this.keeping.take();
    if (kept) {
      this.restoring = true;
      this.model.send({ restore: kept });
    }
  }

  form(name) {
    if (!this.forms.has(name)) this.forms.set(name, new Form(name, () => this.root));
    return this.forms.get(name);
  }

  entered(event) {
    const field = event.target.closest?.('[class*="hk-n:"]');
    if (!field) return;
    const place = event.target.closest('[class*="hk-watch:"]');
    const name = [...(place?.classList ?? [])].find((one) => one.startsWith("hk-watch:"))?.slice(9);
    const form = name && this.form(name);
    // The end of typing is a change too, though nothing has changed since the last letter.
    if (form && (event.type === "input" || JSON.stringify(form.texts(stands)) !== form.sent)) {
      this.send(form, named(field));
    }
  }

  /** An entry. The other fields are left out: Python may be filling them, and the page not know it yet. */
  send(form, ...names) {
    for (const name of names) form.touched.add(name);
    const all = form.texts(stands);
    const texts = Object.fromEntries(Object.entries(all).filter(([name]) => form.touched.has(name)));
    form.sent = JSON.stringify(all);
    this.serial += 1;
    form.entries.push({ serial: this.serial, at: form.unequal || Date.now() });
    this.model.send({ entry: { form: form.name, serial: [this.view, this.serial], texts } });
  }

  tick() {
    if (!this.root) return;
    if (!this.begun) this.begin();
    const now = Date.now();
    let since = 0;
    let blanked = false;
    const dead = this.life.ended || this.life.gone;
    for (const [name, answered] of Object.entries(this.model.get("answered"))) {
      const form = this.form(name);
      const [view, serial] = answered.serial ?? [];
      if (view === this.view) form.entries = form.entries.filter((one) => one.serial > serial);
      if (!form.entries.length) form.touched.clear();
      const waits = form.waits(answered, now);
      if (waits) since = Math.min(since || waits, waits);
      if (form.unequal && !form.entries.length && now - form.unequal > UNEQUAL_AFTER) {
        if (JSON.stringify(form.texts(stands)) !== form.sent) this.send(form, ...form.other);
      }
      const old = dead || (waits && now - waits > BLANK_AFTER) || (form.taken.size && waits);
      if (old) form.blank();
      else if (form.taken.size) form.unblank();
      if (old) blanked = true;
      else fadedAway(form, now);
    }
    this.tell(now, since, blanked, dead);
  }

  tell(now, since, blanked, dead) {
    this.life.look(since ? 500 : 1500);
    if (since && now - since > 300) this.life.ask();
    if (dead) this.show("dead");
    else if (!blanked) this.show("");
    else if (this.life.heard > since || !this.life.kernel) this.show("working");
    else if (now - since > SILENT_AFTER) this.show("dead");
    if (blanked && !this.restoring) this.keeping.put(this.kept(), this.life.gone);
    else if (!blanked && !since && !this.restoring) this.keeping.drop();
  }

  kept() {
    const forms = {};
    for (const [name, answered] of Object.entries(this.model.get("answered"))) {
      forms[name] = { texts: this.form(name).texts(words), memo: answered.memo };
    }
    return { forms, place: this.model.get("place") };
  }

  /** One bar on a page, however many forms stopped with the same kernel. */
  show(what) {
    const elsewhere = [...document.querySelectorAll(".hk-life-alert")];
    const told = what === "dead" && elsewhere.some((one) => !this.el.contains(one) && one.checkVisibility());
    const wanted = told ? "" : what === "dead" ? `dead ${this.life.gone}` : what;
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.el.replaceChildren();
    if (wanted === "working") {
      const text = "hipkit is working on what you typed: a dash stands where the answer comes.";
      this.el.append(bar("status", text));
    } else if (wanted) {
      const gone = this.life.gone;
      const what = IN_VOILA ? (gone ? DO.server : DO.app) : gone ? DO.labServer : DO.lab;
      this.el.append(bar("alert", `hipkit has stopped. ${what}`, IN_VOILA && !gone && (() => this.again())));
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
    this.model.off("change:answered", this.answered);
    this.model.off("msg:custom", this.told);
    for (const kind of ["input", "change"]) this.begun?.removeEventListener(kind, this.changed);
    for (const form of this.forms.values()) form.observer.disconnect();
  }
}

/** A picture of an older answer that waits too long for the new one goes as well. */
function fadedAway(form, now) {
  for (const one of form.place?.querySelectorAll(".hk-picture .widget-html-content") ?? []) {
    const faded = one.closest(".hk-faded") !== null;
    const known = form.faded.get(one) ?? { since: now, nodes: null };
    if (faded) form.faded.set(one, known);
    if (faded && !known.nodes && now - known.since > BLANK_AFTER) {
      known.nodes = [...one.childNodes];
      one.replaceChildren();
    } else if (!faded && form.faded.delete(one) && known.nodes && !one.childNodes.length) {
      one.replaceChildren(...known.nodes);
    }
  }
}

export default {
  render({ model, el }) {
    el.classList.add("hk-watching");
    const watching = new Watching(model, el);
    return () => watching.stop();
  },
};
