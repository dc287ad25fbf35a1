// Names of places are found by typing a part of them, and become lines of their field.

const LISTS = {
  provinces: ({ provinces }) => provinces,
  regions: ({ regions }) => regions,
  places: ({ provinces, regions }) => [...provinces, ...regions],
  hosts: ({ provinces, regions, hosts }) => [...hosts, ...provinces, ...regions],
};

export function offerPlaces(form) {
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
}

// A field of one region, whatever form it stands in.
for (const field of document.querySelectorAll("input.region")) field.addEventListener("focus", fill, { once: true });

async function take(pick) {
  await fill();
  const fitting = thatFit(pick), told = document.getElementById(`picked-${pick.dataset.into}`);
  told.textContent = !pick.value.trim() || fitting.length === 1 ? "" : fitting.length ? told.dataset.several : told.dataset.none;
  if (fitting.length !== 1) return; // what stays in the box is not in the plan
  const field = document.getElementById(pick.dataset.into), name = fitting[0];
  const lines = field.value.split("\n").filter((one) => one.trim());
  if (!lines.some((one) => one === name || one.startsWith(`${name} =`))) lines.push(name + pick.dataset.then);
  pick.value = "";
  write(field, lines.join("\n"));
  if (pick.dataset.then) field.focus(); // what is said of it is still to be typed
}

// The name that was typed, or else all that have every word of it.
function thatFit(pick) {
  const names = [...pick.list.options].map((option) => option.value), typed = pick.value.trim();
  if (!typed || names.includes(typed)) return typed ? [typed] : [];
  const words = typed.toLowerCase().split(/\s+/);
  return names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
}

// Into a field, as if it had been typed.
export function write(field, text) {
  field.value = text;
  if ("rows" in field) field.rows = Math.max(2, text.split("\n").length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// So that a field is seen, whatever it is folded in.
export function unfold(field) {
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

async function fill() {
  if (document.getElementById("regions").options.length) return;
  const told = await (await fetch("/places")).json();
  for (const [id, names] of Object.entries(LISTS)) {
    document.getElementById(id)?.replaceChildren(...names(told).map((name) => new Option(name, name)));
  }
}
