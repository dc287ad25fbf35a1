/* The page as it was mailed, before any script has touched it: what a trial is saved into. */

export const original = document.documentElement.outerHTML;
