/* Words in two languages and the nodes that hold them. Text from data enters the page as text
   nodes, never as markup. */

const messages = JSON.parse(document.getElementById("messages").textContent);

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}
export function drawn(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/* Both languages stand in the page; the style sheet shows the chosen one. */
export function both(ko, en) {
  const pair = [element("span", "ko", ko), element("span", "en", en || ko)];
  pair[0].lang = "ko"; pair[1].lang = "en";
  const fragment = document.createDocumentFragment();
  fragment.append(...pair);
  return fragment;
}
const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));

/* A message as [Korean, English]. */
export function words(message, values = {}) {
  if (!(message in messages)) throw new Error("untranslated: " + message);
  return [fill(messages[message], values), fill(message, values)];
}
/* Marks a message that is only named here and translated where it is shown (gettext's N_). */
export const N_ = (message) => message;
export const t = (message, values) => both(...words(message, values));

export function button(className, content, act) {
  const node = element("button", className, content);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

/* ---- the language ---- */
const spoken = [];
const language = () => document.documentElement.lang;

/* For what holds text only (names for assistive technology, options): set now and at each switch. */
export function speaking(set) {
  spoken.push(set);
  set(language());
}
export function named(node, ko, en) {
  speaking((lang) => node.setAttribute("aria-label", lang === "en" ? en : ko));
  return node;
}
export function speak(lang) {
  document.documentElement.lang = lang;
  for (const choice of document.querySelectorAll("[data-language]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.language === lang));
  }
  for (const set of spoken) set(lang);
  document.dispatchEvent(new Event("languagechosen"));
}
for (const choice of document.querySelectorAll("[data-language]")) {
  choice.addEventListener("click", () => speak(choice.dataset.language));
}
for (const node of document.querySelectorAll("[data-ko][data-en]")) {
  named(node, node.dataset.ko, node.dataset.en);
}

/* The way past the map; a plain link would overwrite the address that keeps what is shown. */
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("content").focus();
});
