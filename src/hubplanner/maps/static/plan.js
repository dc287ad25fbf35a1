/* The payload of the page of one plan. */

/** @import { PlanPayload } from "./payload.js" */
import { payload } from "./geography.js";
import { rowsOf } from "./tables.js";

export const plan = /** @type {PlanPayload} */ (payload);
export const regions = plan.regions;
const within = new Set(plan.scope);
/** @param {number} i whether the scenario's provinces, if it names any, hold region i */
export const inScope = (i) => within.has(i);
export const narrowed = within.size < regions.code.length;
export const institutions = plan.institutions;
/** @typedef {typeof links[number]} Link */
export const links = rowsOf(plan.links);
export const designations = rowsOf(plan.designations);
