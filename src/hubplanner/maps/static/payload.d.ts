/* Made of hubplanner/maps/payload*.py by tests/maps/payload_types.py. */

/** Words in both languages. */
export type Bilingual = [ko: string, en: string];

/** The zooms that a server of tiles has. */
export type Zooms = [least: number, greatest: number];

/** A name in both languages. */
export interface Names {
  ko: string;
  en: string;
}

/** A province, with its Korean name in two letters and its other official ones. */
export interface Province {
  ko: string;
  en: string;
  short: string;
  also: string;
}

/** Regions: code, names, code of the province, a point within in degrees.

   ``also`` are names of other years and of parts, to be found by. */
export interface RegionColumns {
  code: string[];
  ko: string[];
  en: string[];
  also: string[];
  sido: string[];
  lat: number[];
  lon: number[];
}

/** What all pages have. */
export interface Page {
  version: string;
  provinces: Record<string, Province>;
}

export type Ways = "either" | "decline" | "exposure";

export type TriedModel = "gradual_cover" | "p_median";

export type TriedWeight = "jobs_at_risk" | "crisis_score" | "stated";

/** Why the page cannot solve the siting again: the scenario's key and the reason. */
export interface Refusal {
  key: string;
  why: Bilingual;
}

/** What a reader may move, named as in the scenario; regions by code.

   ``at_most_each``: most hubs a province, null where as many as may be; ``fixed``: technology by
   region, for a hub there. */
export interface TrialChoice {
  ways: Ways;
  weights: Record<string, number>;
  area_weight: number;
  top: number;
  min_jobs_share: number;
  min_jobs: number;
  capital_region: boolean;
  hubs: number;
  required: string[];
  forbidden: string[];
  at_most_each: number | null;
  fixed: Record<string, string>;
}

/** Where a hub may stand: its institution's id, and the place of its region. */
export interface TrialSites {
  id: string[];
  region: number[];
}

/** A technology, its ministry's key and name; ``uses``: by place of an industry, which part of a
   job it could help. */
export interface TriedTechnology {
  ko: string;
  en: string;
  key: string;
  ministry: string;
  led_by: Bilingual;
  uses: Record<string, number>;
}

/** The scenario's numbers that a trial keeps, minutes and shares.

   ``usual_share`` and ``usual_jobs`` are the floors of a scenario that states none;
   ``conditional``: whether it asks more of candidates than floors and capital region. */
export interface TrialLimits {
  crisis_minutes: number;
  full_minutes: number;
  none_minutes: number;
  near_minutes: number;
  min_fit: number;
  ministry_most: number;
  usual_share: number;
  usual_jobs: number;
  conditional: boolean;
}

/** What a siting is made of before anything is weighed (see maps/trial_payload.py).

   ``minutes``: region × site, packed tenths. ``jobs`` (region × industry), ``capability`` (site ×
   technology): packed numbers, '' where the model has no technologies. ``stated``: weight of each
   region where it is neither of the other two. ``outside``: regions that no trial lets in;
   ``capital``: those that ``capital_region`` lets in. */
export interface TrialTables {
  model: TriedModel;
  weight: TriedWeight;
  stated: (number | null)[];
  anywhere: boolean;
  ways: Ways[];
  sites: TrialSites;
  minutes: string;
  manufacturing: (number | null)[];
  share: (number | null)[];
  outside: number[];
  capital: number[];
  technologies: TriedTechnology[];
  industries: number;
  jobs: string;
  capability: string;
  limits: TrialLimits;
  published: TrialChoice;
}

/** Whether the page can solve the siting again, and with what; ``tables`` is null if not. */
export interface Trial {
  refused: Refusal[];
  tables: TrialTables | null;
}

export type Dimension = "dependency" | "decline" | "outflow";

export type InstitutionKind = "technopark" | "ccei" | "university" | "institute" | "complex";

export type LinkKind = "user" | "rnd" | "training" | "local_support" | "hub_to_hub";

export type Role = "lead" | "second" | "serves" | "peer" | "own";

export type Measure = "gva" | "employed" | "population";

export type Flag = "unreliable" | "estimated";

/** Regions with their hub's number, minutes to it, and the doubt of their rank.

   ``rank_low`` to ``rank_high`` is the 90 % interval; ``chance`` of being a candidate is 0–1.
   ``barred`` is the place in ``reasons`` of why a region may be no candidate, null where it may;
   ``affected``: places of the regions that would be one but for too few manufacturing jobs.
   ``risk`` are jobs at risk, ``served`` those that hubs serve, null where there are none.
   ``column`` and ``row`` are the cell on the map of hexagons. */
export interface PlanRegions {
  code: string[];
  ko: string[];
  en: string[];
  also: string[];
  sido: string[];
  lat: number[];
  lon: number[];
  column: number[];
  row: number[];
  hub: number[];
  minutes: number[];
  rank_low: (number | null)[];
  rank_high: (number | null)[];
  chance: (number | null)[];
  barred: (number | null)[];
  affected: number[];
  risk: (number | null)[];
  served: (number | null)[];
}

/** An industry of a region and what its share rests on, as places in lists; the share in %. */
export type IndustryShare = [name: number, percent: number, basis: number];

/** The largest industries of each region, and the percentage that is unknown. */
export interface Industries {
  names: Bilingual[];
  bases: Bilingual[];
  largest: IndustryShare[][];
  unknown: number[];
}

/** Of all jobs, those that the fall of a region's industries would take (``share``), and of its
   area; ``largest`` is the industry that adds most, null where none adds. */
export interface Exposure {
  share: (number | null)[];
  share_area: (number | null)[];
  largest: (Bilingual | null)[];
  industries: Industries;
}

/** How the score is made: weights of scopes (by suffix) and dimensions, keys of indicators. */
export interface CompositeWeights {
  scopes: Record<string, number>;
  dimensions: Record<string, number>;
  indicators: Record<string, string[]>;
}

/** Scores (0–1), ranks and candidates that the page cannot make again. */
export interface Fixed {
  decline: (number | null)[];
  crisis: (number | null)[];
  rank: (number | null)[];
  dimensions: Record<string, (number | null)[]>;
  scopes: Record<string, (number | null)[]>;
  candidate: boolean[];
  contributions: Record<string, (number | null)[]>;
}

/** An indicator in its unit; ``worse`` is 1 where more is worse and −1 where less is. */
export interface IndicatorValues {
  ko: string;
  en: string;
  key: string;
  dimension: string;
  unit: string;
  years: string;
  worse: number;
  observed: number;
  sources: string[];
  values: (number | null)[];
}

/** Values that are not plainly observed: place of the region, year, and why. */
export interface MarkedValues {
  region: number[];
  year: number[];
  flag: Flag[];
}

/** A series: a list of values a year, in the order of the regions.

   ``changes``: places of the years whose change from the year before them may be read, as no break
   of the series lies between. */
export interface Trend {
  ko: string;
  en: string;
  key: Measure;
  years: number[];
  values: ((number | null)[])[];
  changes: number[];
  marked: MarkedValues;
  sources: string[];
}

/** What was printed of a region (its place) beside a condition (its place in the rule). */
export interface PrintedFigure {
  ko: string;
  en: string;
  region: number;
  condition: number;
}

/** A rule of designation; ``status`` of each region: 0 met, 1 not met, 2 not observable.

   ``conditions`` are each condition's sentences, a list a region, or one list where all read the
   same. */
export interface OfficialRule {
  ko: string;
  en: string;
  since: string;
  until: string;
  basis: string;
  note: Bilingual;
  status: number[];
  conditions: Bilingual[][];
  printed: PrintedFigure[];
}

/** Manufacturing's share (0–1) of the nation's value added. */
export interface Nation {
  manufacturing_share: number | null;
}

/** The tab of regions; ``ranks`` are twice the percentile rank, whole numbers. */
export interface RegionsTab {
  regions: PlanRegions;
  composite: CompositeWeights;
  ranks: Record<string, (number | null)[]>;
  exposure: Exposure | null;
  reasons: Bilingual[];
  fixed: Fixed | null;
  indicators: IndicatorValues[];
  trends: Trend[];
  rules: OfficialRule[];
  nation: Nation;
}

/** What a hub would take instead, and by how much the summed fit would fall. */
export interface OtherTechnology {
  names: Bilingual;
  cost: number | null;
  tie: boolean;
}

/** A region (its place) where a hub's technology stands in that percentage of the draws. */
export interface Rival {
  region: number;
  share: number;
}

/** How often a hub comes back in the draws (percent), who comes instead, and what is next door.

   ``loss`` is a percentage of the objective, null where the hub can't be done without. */
export interface Firm {
  instead: Rival[];
  share: number;
  tier: Bilingual;
  rivals: Bilingual;
  next: Bilingual;
  loss: number | null;
}

/** A hub: its number from 1, region, point, mean and longest minutes, and its technology.

   ``jobs`` are those at risk of its own technology near it, in persons; ``institutions`` are not
   told of a hub that the page itself has sited. */
export interface Hub {
  number: number;
  code: string;
  lat: number;
  lon: number;
  candidates: number;
  mean: number | null;
  longest: number | null;
  institutions: number | null;
  technology: Bilingual;
  ministry: Bilingual;
  fit: number | null;
  why: Bilingual;
  other: OtherTechnology | null;
  host: Bilingual | null;
  jobs: number | null;
  firm: Firm | null;
}

/** Jobs at risk of known industry, and those within ``minutes`` of a hub of their technology.

   They were counted in ``year``. */
export interface Reached {
  year: number;
  known: number;
  near: number;
  minutes: number;
}

/** The tab of hubs, by number; ``reached`` is null where hubs have no technology of their own
   at siting, ``draws`` where none were made. */
export interface HubsTab {
  hubs: Hub[];
  reached: Reached | null;
  draws: number | null;
}

/** Institutions; ``confirmed`` is 1 or 0, ``lead`` the number of the lead hub, ``nearest`` the
   minutes to the nearest hub (null off a planner's own roads).

   ``fields`` and ``programmes`` are joined by ``;``. */
export interface InstitutionColumns {
  id: string[];
  kind: InstitutionKind[];
  ko: string[];
  en: string[];
  region: string[];
  lat: number[];
  lon: number[];
  fields: string[];
  programmes: string[];
  confirmed: number[];
  source: string[];
  lead: (number | null)[];
  nearest: (number | null)[];
}

/** Ties of hubs (by number) to institutions, regions and other hubs (by their region).

   ``fit`` is in per cent, null where unknown; ``strength`` in thousandths. */
export interface LinkColumns {
  hub: number[];
  target: string[];
  kind: LinkKind[];
  role: Role[];
  minutes: number[];
  fit: (number | null)[];
  strength: number[];
}

/** Designated regions: code, area as designated, kind, first and last day, source. */
export interface DesignationColumns {
  region: string[];
  area: string[];
  kind: string[];
  start: string[];
  end: string[];
  source: string[];
}

/** The tab of the network. */
export interface NetworkTab {
  institutions: InstitutionColumns;
  links: LinkColumns;
  designations: DesignationColumns;
}

/** What the scripts read of ``[scoring]``. */
export interface ScoringSection {
  ways: string;
  weights: Record<string, number>;
  area_weight: number;
}

/** The scenario as its TOML has it; of its sections, those that the scripts read. */
export interface ScenarioFile {
  name: string;
  title_ko: string;
  title_en: string;
  scoring: ScoringSection;
  candidates: Record<string, unknown>;
  siting: Record<string, unknown>;
  network: Record<string, unknown>;
}

/** How many there are; ``scored`` are the regions with a score. */
export interface Counts {
  regions: number;
  candidates: number;
  hubs: number;
  scored: number;
}

/** A background map: see :class:`hubplanner.maps.tiles.Tiles`. */
export interface TileServer {
  name: Bilingual;
  url: string;
  attribution: Bilingual;
  zooms: Zooms;
  needs_key: boolean;
  needs_server: boolean;
  key: string;
}

/** The page of one plan; ``scope``: the rows of the regions that the map opens on, ``sources``:
   titles by id. */
export interface PlanPayload {
  version: string;
  provinces: Record<string, Province>;
  regions: PlanRegions;
  composite: CompositeWeights;
  ranks: Record<string, (number | null)[]>;
  exposure: Exposure | null;
  reasons: Bilingual[];
  fixed: Fixed | null;
  indicators: IndicatorValues[];
  trends: Trend[];
  rules: OfficialRule[];
  nation: Nation;
  hubs: Hub[];
  reached: Reached | null;
  draws: number | null;
  institutions: InstitutionColumns;
  links: LinkColumns;
  designations: DesignationColumns;
  title: Names;
  scenario: ScenarioFile;
  counts: Counts;
  scope: number[];
  sources: Record<string, Bilingual>;
  tiles: TileServer | null;
  trial: Trial;
}

export type Change = "reference" | "kept" | "moved" | "gained" | "lost";

/** A scenario by the yardstick of the first; ``covered`` is a share (0–1). */
export interface Figures {
  objective: number | null;
  jobs_reached: number | null;
  institutes_reached: number | null;
  mean_minutes: number | null;
  longest_minutes: number | null;
  covered: number | null;
}

/** How many hubs, and what became of them against the first scenario's. */
export interface ChangeCounts {
  hubs: number;
  kept: number;
  moved: number;
  gained: number;
  lost: number;
}

/** A hub of a scenario. */
export interface HubPlace {
  code: string;
  number: number;
  lat: number;
  lon: number;
}

/** What became of a hub; ``counterpart`` is the region that it moved from, or empty.

   ``number`` is the place's, the same in all scenarios; a lost hub has no technology. */
export interface HubChange {
  code: string;
  number: number;
  change: Change;
  counterpart: string;
  minutes: number;
  technology: Names | null;
  host: Names | null;
}

/** One scenario; ``worst`` is the code of its worst-off region, ``minutes`` by region. */
export interface ComparedScenario {
  title: Names;
  verdict: Names;
  numbers: Figures;
  counts: ChangeCounts;
  optimal: boolean;
  worst: string;
  hubs: HubPlace[];
  changes: HubChange[];
  minutes: number[];
}

/** The page of a comparison; the first scenario is the reference, ``candidate`` is 1 or 0.

   ``places`` are codes of all that have a hub, in their order; ``counts_jobs``: whether the
   reference's objective counts jobs, else weighted minutes. */
export interface ComparisonPayload {
  version: string;
  provinces: Record<string, Province>;
  regions: RegionColumns;
  moved_within: number;
  covered_within: number;
  near_minutes: number;
  counts_jobs: boolean;
  places: string[];
  scenarios: ComparedScenario[];
  candidate: number[];
  rank: (number | null)[];
  attributions: Bilingual[];
}

export type Part = "core" | "likely" | "swing" | "rare";

export type About = "core" | "likely" | "swing" | "regret" | "pathway" | "importance" | "where";

export type Index = "first_order" | "total" | "effect";

/** A sentence on a choice, with what it is about. */
export interface Sentence {
  about: About;
  words: Names;
}

/** A region that has a hub in some future, with what it has there most often.

   ``share`` is of the futures, ``technology_share`` of its hubs, ``with_share`` of its futures
   (0–1); ``with_hub`` is the region that most often has a hub together with it, or empty. */
export interface SweptHub {
  code: string;
  share: number;
  part: Part;
  host: Names;
  technology: Names | null;
  technology_share: number;
  with_hub: string;
  with_share: number;
}

/** A plan that is best in a share of the futures, with its regret.

   Worst and mean regret are in the units of the objective, and as shares of the best (0–1). */
export interface SweptPlan {
  plan: Names;
  best_in: number;
  worst: number;
  worst_share: number;
  mean: number;
  mean_share: number;
  minimax: boolean;
}

/** How much a key of the futures matters to an outcome; half of its 95 % interval. */
export interface KeyImportance {
  key: Names;
  measure: Index;
  value: number;
  interval: number | null;
}

/** An outcome with the keys that move it, the greatest first. */
export interface Outcome {
  name: Names;
  keys: KeyImportance[];
}

/** A hub in the order in which phases open; ``share`` of the futures have it anyway. */
export interface OpenedHub {
  phase: number;
  code: string;
  host: Names;
  technology: Names;
  share: number;
  lost_percent: number;
}

/** Why some scenarios of a choice have no answer. */
export interface NoAnswer {
  choice: Names;
  why: Names;
  scenarios: number;
}

/** A choice over its futures: means, and for jobs the 5th and 95th percentile as well.

   ``number`` is the choice's in the tables; ``front``: no other choice reaches more for less;
   ``candidates`` is by region the share of the futures in which it is a candidate. */
export interface SweptChoice {
  number: number;
  label: Names;
  futures: number;
  solved: number;
  proven: number;
  hub_count: number;
  cost: number;
  jobs: number | null;
  jobs_low: number | null;
  jobs_high: number | null;
  jobs_far: number | null;
  minutes: number | null;
  front: boolean;
  said: Sentence[];
  candidates: number[];
  hubs: SweptHub[];
  plans: SweptPlan[];
  plan_count: number;
  importance: Outcome[];
  pathway: OpenedHub[];
}

/** The page of a sweep: its choices that have been solved in some future. */
export interface SweepPayload {
  version: string;
  provinces: Record<string, Province>;
  regions: RegionColumns;
  choices: SweptChoice[];
  refused: NoAnswer[];
  attributions: Bilingual[];
}
