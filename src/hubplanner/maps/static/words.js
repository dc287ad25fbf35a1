/* Words in two languages and the nodes that hold them. Text from data enters the page as text
   nodes, never as markup. */

/** @typedef {Node | string} Content */

/**
 * The element of an id that the page has.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 */
export function byId(id, kind) {
  const node = document.getElementById(id);
  if (!(node instanceof (kind ?? HTMLElement))) throw new Error(`no element ${id}`);
  return /** @type {Kind} */ (node);
}
/**
 * @param {string} selector
 * @param {ParentNode} within
 */
export const all = (selector, within = document) =>
  [...within.querySelectorAll(selector)].filter((node) => node instanceof HTMLElement);

/** @type {Record<string, string>} */
const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "");

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {Content[]} children
 */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}
/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {Content[]} children
 */
export function drawn(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/**
 * Both languages stand in the page; the style sheet shows the chosen one.
 * @param {string} ko
 * @param {string} en
 */
export function both(ko, en) {
  const pair = [element("span", "ko", ko), element("span", "en", en || ko)];
  pair[0].lang = "ko"; pair[1].lang = "en";
  const fragment = document.createDocumentFragment();
  fragment.append(...pair);
  return fragment;
}
/** @typedef {Record<string, string | number | null>} Values */
/**
 * @param {string} text
 * @param {Values} values
 */
const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, key) => (Object.hasOwn(values, key) ? String(values[key]) : whole));

/**
 * A message as [Korean, English].
 * @param {string} message
 * @param {Values} values
 * @returns {[ko: string, en: string]}
 */
export function words(message, values = {}) {
  if (!Object.hasOwn(messages, message)) throw new Error("untranslated: " + message);
  return [fill(messages[message], values), fill(message, values)];
}
/**
 * Marks a message that is only named here and translated where it is shown (gettext's N_).
 * @param {string} message
 */
export const N_ = (message) => message;
/**
 * @param {string} message
 * @param {Values} [values]
 */
export const t = (message, values) => both(...words(message, values));

/**
 * @param {string} className
 * @param {Content} content
 * @param {(event: MouseEvent) => void} act
 */
export function button(className, content, act) {
  const node = element("button", className, content);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

/* ---- the language ---- */
/** @type {((lang: string) => void)[]} */
const spoken = [];
const language = () => document.documentElement.lang;
/**
 * The one of a pair that is spoken now.
 * @param {string} ko
 * @param {string} en
 */
export const spokenNow = (ko, en) => (language() === "en" ? en : ko);

/**
 * The text of a node in the language that is spoken now.
 * @param {Node} node
 * @param {string} [without] what is left out
 */
export function spokenText(node, without) {
  const copy = element("div", "", node.cloneNode(true));
  for (const one of copy.querySelectorAll([spokenNow(".en", ".ko"), ...(without ? [without] : [])].join())) one.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}
/**
 * For what holds text only (names for assistive technology, options): set now and at each switch.
 * @param {(lang: string) => void} set
 */
export function speaking(set) {
  spoken.push(set);
  set(language());
}
/**
 * @template {Element} Kind
 * @param {Kind} node
 * @param {string} ko
 * @param {string} en
 */
export function named(node, ko, en) {
  speaking((lang) => node.setAttribute("aria-label", lang === "en" ? en : ko));
  return node;
}
/** @param {string} lang */
export function speak(lang) {
  document.documentElement.lang = lang;
  for (const choice of all("[data-language]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.language === lang));
  }
  for (const set of spoken) set(lang);
  document.dispatchEvent(new Event("languagechosen"));
}
for (const choice of all("[data-language]")) {
  choice.addEventListener("click", () => speak(choice.dataset.language ?? "ko"));
}
for (const node of all("[data-ko][data-en]")) {
  named(node, node.dataset.ko ?? "", node.dataset.en ?? "");
}

/* Without scripts the window has both titles. */
const { titleKo, titleEn } = /** @type {HTMLElement} */ (document.querySelector("title")).dataset;
speaking((lang) => { document.title = (lang === "en" ? titleEn : titleKo) ?? ""; });

/* The way past the map; a plain link would overwrite the address that keeps what is shown. */
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  byId("content").focus();
});
