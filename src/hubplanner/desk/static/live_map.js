// The map beside the form: it shows as a trial what the form states, and what is tried on it goes
// into the form. The page in the frame is a stranger: of what it says only a choice is heard, and
// the desk checks that before it is written anywhere.

import { unfold, write } from "./places.js";

const REST = 200; // milliseconds without a move

export function besideTheForm(form) {
  const frame = document.getElementById("live-map"), told = document.getElementById("map-told");
  const said = { follows: false, unsited: false, unshown: "", choice: null };
  let waiting = 0;
  let untaken = null; // what the map tells and the form does not state yet

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== "null" || data?.hubplanner !== "trial") return;
    if (!said.follows) {
      said.follows = true;
      said.unsited = data.solvable !== true;
      send();
      return;
    }
    untaken = data.choice;
    clearTimeout(waiting);
    waiting = setTimeout(() => take(data.choice), REST);
  });

  // What was tried on the map, into the fields that it changes.
  async function take(choice) {
    const body = new URLSearchParams(new FormData(form));
    body.set("tried", JSON.stringify(choice));
    const answer = await fetch(form.dataset.tried, { method: "POST", body });
    const { fields, refused } = await answer.json();
    if (untaken !== choice) return; // the map has gone on
    untaken = null;
    if (refused) told.textContent = refused;
    for (const [key, text] of Object.entries(fields ?? {})) {
      const field = document.getElementById(key);
      unfold(field);
      write(field, text);
    }
  }

  function send() {
    const { unsitedTold, live } = told.dataset;
    // Of a sandboxed page the origin is nobody's; the frame's policy lets in no other site.
    if (said.follows && said.choice && !untaken) frame.contentWindow.postMessage({ hubplanner: "form", choice: said.choice }, "*");
    if (said.follows) told.textContent = said.unshown || (said.unsited ? unsitedTold : live);
    told.classList.toggle("told", Boolean(said.follows && (said.unshown || said.unsited)));
  }

  return {
    show({ choice, unshown }) {
      Object.assign(said, { choice, unshown });
      send();
    },
  };
}
