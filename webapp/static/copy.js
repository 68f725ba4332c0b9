// Buttons that copy what stands before them: an address or a snippet. They are hidden until this script shows them.
"use strict";

const said = document.querySelector(".said");
const AWHILE = 4000; // milliseconds that a button says what it did
let forget = 0;

function wordsBefore(button) {
  const source = button.previousElementSibling;
  return source.value ?? source.textContent;
}

// Where a page does not come by https, browsers have no clipboard for it, but the older way.
function copySelected(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function tell(button, done) {
  for (const other of document.querySelectorAll("button.copy.done")) other.classList.remove("done");
  button.classList.toggle("done", done);
  button.focus(); // the older way takes the focus away
  said.textContent = done ? said.dataset.done : said.dataset.failed;
  clearTimeout(forget);
  forget = setTimeout(() => {
    said.textContent = "";
    button.classList.remove("done");
  }, AWHILE);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  const address = button.previousElementSibling.getAttribute("aria-label") ?? wordsBefore(button);
  button.setAttribute("aria-label", `${button.textContent} ${address}`);
  button.addEventListener("click", async () => tell(button, await copy(wordsBefore(button))));
}
