// What forms alone cannot do: tell what is wrong as one types, and follow a computation.
// Every page works without it.

const form = document.querySelector("form[data-check]");
if (form) {
  checkWhileTyping(form);
  offerPlaces(form);
}

const followed = document.querySelector("[data-follow]");
if (followed) follow(followed.dataset.follow);

function checkWhileTyping(form) {
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

  async function check() {
    const turn = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const told = await answer.json();
    if (turn !== asked) return;
    list(answer.ok ? told.problems : [told.refused]);
    if (!answer.ok) return;
    toml.value = told.toml;
    for (const [key, { problem, changed }] of Object.entries(told.fields)) {
      const field = form.querySelector(`[data-key="${key}"]`);
      field.classList.toggle("changed", changed);
      field.querySelector(".problem").textContent = problem;
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

// What is picked from the list of places becomes a line of its field.
function offerPlaces(form) {
  for (const pick of form.querySelectorAll(".pick")) {
    pick.hidden = false;
    pick.addEventListener("focus", fill, { once: true });
    pick.addEventListener("change", () => take(pick));
    pick.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would send the form
      take(pick);
    });
  }

  function take(pick) {
    if (![...pick.list.options].some((option) => option.value === pick.value)) return;
    const field = document.getElementById(pick.dataset.into);
    const lines = field.value.split("\n").filter((line) => line.trim());
    if (!lines.includes(pick.value)) lines.push(pick.value);
    field.value = lines.join("\n");
    field.rows = Math.max(2, lines.length);
    pick.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function fill() {
    if (document.getElementById("places").options.length) return;
    const { provinces, regions } = await (await fetch("/places")).json();
    offer("provinces", provinces);
    offer("places", [...provinces, ...regions]);
  }

  function offer(id, names) {
    document.getElementById(id).replaceChildren(...names.map((name) => new Option(name, name)));
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
