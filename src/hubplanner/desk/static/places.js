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

function take(pick) {
  if (![...pick.list.options].some((option) => option.value === pick.value)) return;
  const field = document.getElementById(pick.dataset.into), line = pick.value + pick.dataset.then;
  const lines = field.value.split("\n").filter((one) => one.trim());
  if (!lines.some((one) => one === pick.value || one.startsWith(`${pick.value} =`))) lines.push(line);
  pick.value = "";
  write(field, lines.join("\n"));
  if (pick.dataset.then) field.focus(); // what is said of it is still to be typed
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
