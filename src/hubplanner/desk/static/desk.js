// What forms alone cannot do: tell what is wrong as one types, and follow a computation.
// Every page works without it.

import { besideTheForm } from "./live_map.js";
import { offerPlaces, unfold } from "./places.js";

const form = document.querySelector("form[data-check]");
if (form) {
  const map = besideTheForm(form);
  checkWhileTyping(form, map);
  offerPlaces(form);
}

const example = document.querySelector("select[name=example]");
if (example) {
  const tell = () => document.getElementById("story").textContent = example.selectedOptions[0].dataset.story;
  example.addEventListener("change", tell);
  tell();
}

const sweep = document.querySelector("form[data-size]");
if (sweep) {
  let waiting = 0, asked = 0;
  const size = async () => {
    const turn = ++asked;
    const answer = await fetch(sweep.dataset.size, { method: "POST", body: new URLSearchParams(new FormData(sweep)) }).catch(() => null);
    if (!answer?.ok) return;
    const { told } = await answer.json();
    if (turn === asked) document.getElementById("size").textContent = told; // else another answer follows
  };
  sweep.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(size, 250); });
}

const followed = document.querySelector("[data-follow]");
if (followed) follow(followed.dataset.follow);

function checkWhileTyping(form, map) {
  const toml = document.getElementById("toml");
  const unsaved = document.getElementById("unsaved");
  let waiting = 0;
  let asked = 0;
  let dirty = false;
  const touched = () => { dirty = true; };

  form.addEventListener("input", () => {
    touched();
    unsaved.textContent = form.dataset.unsaved;
    clearTimeout(waiting);
    waiting = setTimeout(check, 250);
  });
  toml.addEventListener("input", touched);
  for (const one of document.querySelectorAll("form")) one.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  check();

  function stated() {
    return new URLSearchParams(new FormData(form));
  }

  async function check() {
    const turn = ++asked;
    const typed = String(stated());
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(typed) });
    const told = await answer.json();
    if (turn !== asked || typed !== String(stated())) return; // another check follows
    list(answer.ok ? told.problems : [told.refused]);
    if (!answer.ok) return;
    if (turn > 1) toml.value = told.toml; // the first is of what stands there
    map.show(told.trial);
    for (const [key, { problem, changed }] of Object.entries(told.fields)) {
      const field = form.querySelector(`[data-key="${key}"]`);
      field.classList.toggle("changed", changed);
      field.querySelector(".problem").textContent = problem;
      if (problem) unfold(field);
      field.querySelector("input, select, textarea").setAttribute("aria-invalid", String(problem !== ""));
    }
  }

  function list(problems) {
    document.getElementById("problems").replaceChildren(...problems.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  }
}

async function follow(address) {
  const state = document.getElementById("state");
  const bar = state.parentElement.querySelector("progress");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) continue;
    const told = await answer.json();
    if (state.textContent !== told.state) state.textContent = told.state;
    if (told.progress) [bar.value, bar.max] = [told.progress[0], told.progress[1]];
    if (told.over) return location.reload();
  }
}

// Of what stands beside the form one thing is shown at a time.
const views = document.querySelector(".views");
if (views) {
  const buttons = [...views.querySelectorAll("button")];
  const show = (chosen) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button === chosen));
      document.getElementById(button.getAttribute("aria-controls")).hidden = button !== chosen;
    }
  };
  for (const button of buttons) button.addEventListener("click", () => show(button));
  views.hidden = false;
  show(document.querySelector("#toml-form .problem") ? buttons[1] : buttons[0]);
}
