// The editor's desk: a translation is checked while it is written, and nobody leaves what is not saved by accident.
// Everything works without it.
"use strict";

const PAUSE = 700; // milliseconds after the last key before the checks are asked

const units = document.querySelector(".units");
let sending = null; // the form that is on its way, whose text is not lost

function element(name, text, classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

// What the checks found is in English, whatever language the page is in.
function english(text) {
  const made = element("span", text, "detail");
  if (units.dataset.english) made.lang = units.dataset.english;
  return made;
}

// A page that shows a text again which was refused says what is stored.
function isChanged(field) {
  return field.value !== (field.dataset.stored ?? field.defaultValue);
}

function findings(found) {
  const list = element("ul", "", "findings");
  for (const one of found) {
    const item = element("li", "", one.fatal ? "fatal" : "");
    item.append(element("b", `${one.check}:`), " ", english(one.message));
    list.append(item);
  }
  return list;
}

function offerAsItIs(form, wanted) {
  const offered = form.querySelector("button[value=as-is]");
  if (offered && !wanted) offered.remove();
  if (offered || !wanted) return;
  const button = element("button", units.dataset.asIs);
  button.name = "do";
  button.value = "as-is";
  form.querySelector("button[value=save]").after(button);
}

function show(form, words, verdict = {}) {
  const told = element("div", "", `told ${verdict.good ? "good" : "bad"}`);
  const line = element("p", words);
  if (verdict.detail) line.append(" ", english(verdict.detail));
  told.append(line);
  if (verdict.findings?.length) told.append(findings(verdict.findings));
  form.querySelector(".found").replaceChildren(told);
  const refused = Boolean(verdict.refused || verdict.acceptable);
  if (refused) form.elements.text.setAttribute("aria-invalid", "true");
  else form.elements.text.removeAttribute("aria-invalid");
  offerAsItIs(form, Boolean(verdict.acceptable));
}

// Of answers that overtake each other only the one to the newest text counts.
async function check(form, watched) {
  watched.asked?.abort();
  watched.asked = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.check, { method: "POST", body, signal: watched.asked.signal });
    const verdict = await answer.json();
    show(form, `${units.dataset.unsaved} ${verdict.refused ?? verdict.words}`, verdict);
  } catch (error) {
    if (error.name !== "AbortError") show(form, units.dataset.failed);
  }
}

function watch(form) {
  const field = form.elements.text;
  const found = form.querySelector(".found");
  const before = [...found.childNodes];
  const watched = { timer: 0, asked: null };
  field.addEventListener("input", () => {
    clearTimeout(watched.timer);
    watched.asked?.abort();
    if (isChanged(field)) {
      watched.timer = setTimeout(() => check(form, watched), PAUSE);
    } else {
      field.removeAttribute("aria-invalid");
      offerAsItIs(form, false);
      found.replaceChildren(...before);
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(watched.timer);
    watched.asked?.abort();
    sending = form;
  });
}

function isUnsaved(form) {
  return form !== sending && isChanged(form.elements.text);
}

if (units) {
  const forms = [...units.querySelectorAll("form")];
  forms.forEach(watch);
  addEventListener("beforeunload", (event) => {
    if (!forms.some(isUnsaved)) return;
    event.preventDefault();
    event.returnValue = true; // for browsers that do not go by the line above; the words are their own
  });
  addEventListener("pageshow", () => { sending = null; });
}
