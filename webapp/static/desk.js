// The editor's desk: a translation is checked while it is written, and nobody leaves what is not saved by accident.
// Everything works without it.
"use strict";

const PAUSE = 700; // milliseconds after the last key before the checks are asked

const form = document.querySelector("form.units");
let sending = false; // the form is on its way: what is in it is not lost

function element(name, text, classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

// What the checks found is in English, whatever language the page is in.
function english(text) {
  const made = element("span", text, "detail");
  if (form.dataset.english) made.lang = form.dataset.english;
  return made;
}

function findings(found) {
  const list = element("ul", "", "findings");
  for (const one of found) {
    const item = element("li", "", one.fatal ? "fatal" : "");
    item.append(element("b", `${one.check}:`), " ", one.english ? english(one.message) : one.message);
    list.append(item);
  }
  return list;
}

// One unit: its field, what the checks say of it, and the question to them that is under way.
class Unit {
  constructor(section) {
    this.number = section.id.slice("unit-".length);
    this.field = section.querySelector("textarea");
    this.save = section.querySelector(`button[value=save-${this.number}]`);
    this.found = section.querySelector(".found");
    // What is told of a text that was refused, or not saved yet, does not hold of the one that is stored.
    this.before = "stored" in this.field.dataset ? [] : [...this.found.childNodes];
    this.timer = 0;
    this.asked = null;
    this.field.addEventListener("input", () => this.typed());
  }

  // A page that shows a text again which is not saved says what is stored.
  get isChanged() {
    return this.field.value !== (this.field.dataset.stored ?? this.field.defaultValue);
  }

  stop() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  typed() {
    this.stop();
    if (this.isChanged) {
      this.timer = setTimeout(() => this.check(), PAUSE);
    } else {
      this.field.removeAttribute("aria-invalid");
      this.offerAsItIs(false);
      this.found.replaceChildren(...this.before);
    }
  }

  // Of answers that overtake each other only the one to the newest text counts.
  async check() {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const names = ["csrf_token", "to", ...this.names];
      const body = new URLSearchParams(names.map((name) => [name, form.elements[name].value]));
      body.set("do", `check-${this.number}`);
      const answer = await fetch(form.dataset.check, { method: "POST", body, signal: this.asked.signal });
      const verdict = await answer.json();
      this.show(`${form.dataset.unsaved} ${verdict.refused ?? verdict.words}`, verdict);
    } catch (error) {
      if (error.name !== "AbortError") this.show(form.dataset.failed);
    }
  }

  get names() {
    return ["expected", "seen", "text"].map((name) => `${name}-${this.number}`);
  }

  show(words, verdict = {}) {
    const told = element("div", "", `told ${verdict.good ? "good" : "bad"}`);
    const line = element("p", words);
    if (verdict.detail) line.append(" ", english(verdict.detail));
    told.append(line);
    if (verdict.findings?.length) told.append(findings(verdict.findings));
    this.found.replaceChildren(told);
    const refused = Boolean(verdict.refused || verdict.acceptable);
    if (refused) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    this.offerAsItIs(Boolean(verdict.acceptable));
  }

  offerAsItIs(wanted) {
    const offered = this.save.parentElement.querySelector("button[value|=as-is]");
    if (offered && !wanted) offered.remove();
    if (offered || !wanted) return;
    const button = this.save.cloneNode();
    button.textContent = form.dataset.asIs;
    button.value = `as-is-${this.number}`;
    this.save.after(button);
  }
}

if (form) {
  const units = [...form.querySelectorAll(".unit")].map((section) => new Unit(section));
  let pressed = "";
  form.addEventListener("submit", (event) => {
    units.forEach((unit) => unit.stop());
    pressed = event.submitter?.value ?? "";
    sending = true;
  });
  // What nobody typed in need not travel: of a long entry that is nearly all.
  form.addEventListener("formdata", ({ formData }) => {
    for (const unit of units) {
      if (!unit.isChanged && !pressed.endsWith(`-${unit.number}`)) unit.names.forEach((name) => formData.delete(name));
    }
  });
  addEventListener("beforeunload", (event) => {
    if (sending || !units.some((unit) => unit.isChanged)) return;
    event.preventDefault();
    event.returnValue = true; // for browsers that do not go by the line above; the words are their own
  });
  addEventListener("pageshow", () => { sending = false; });
}
