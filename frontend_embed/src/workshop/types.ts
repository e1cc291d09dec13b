import type { Bbox, LonLat } from '../api/types';

export type { Bbox, LonLat };
export type VersionState = 'draft' | 'published' | 'retired';

export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  phase: string;
  done: number;
  total: number | null;
  created_at: string;
  report: Readonly<Record<string, unknown>>;
}

export interface Candidate {
  crs: string;
  name: string;
  lon: number;
  lat: number;
}

export interface Field {
  name: string;
  samples: readonly string[];
  filled: number;
  distinct: number;
}

export interface Inspection {
  format: string | null;
  encoding: string | null;
  layers: readonly string[];
  layer: string | null;
  read: number;
  geometry_kinds: Readonly<Record<string, number>>;
  rows: readonly Readonly<Record<string, unknown>>[];
  fields: readonly Field[];
  crs: {
    state: 'declared' | 'given' | 'missing' | 'contradicted' | 'assumed';
    name: string | null;
    candidates: readonly Candidate[];
  } | null;
  swapped_axes: boolean;
  position_fields?: { lon: string; lat: string } | null;
  bbox: Bbox | null;
  refused: Readonly<Record<string, number>>;
  repaired: Readonly<Record<string, number>>;
  guesses: Readonly<Record<string, string | null>>;
  problem: { code: string; detail?: string } | null;
}

export interface Upload {
  id: string;
  name: string;
  size: number;
  inspection: Inspection | null;
}

export interface BoundaryRow {
  number: number;
  state: VersionState;
  area_km2: number;
  source: string;
  source_date: string | null;
  licence: string;
  tolerance_m: number;
  created_at: string;
  published_at: string | null;
}

export interface Oddity {
  kind: 'overlap' | 'hole_closed' | 'gap_closed' | 'hole' | 'detached' | 'sliver' | 'repaired';
  area_ha: number;
  point: LonLat;
  bbox: Bbox;
  names: readonly string[];
}

export interface Boundary extends BoundaryRow {
  vertices: number;
  parts: number;
  holes: number;
  report: Readonly<Record<string, unknown>>;
  oddities: readonly Oddity[];
  compared: {
    published: number | null;
    added_km2: number;
    removed_km2: number;
    far_away: boolean;
    contributions_outside: number;
    proposals_outside: number;
  };
}

export interface UnitSet {
  id: number;
  title: string;
  units: number;
  fields?: readonly string[];
  bbox: Bbox | null;
}

export interface Unit {
  id: number;
  code: string;
  name: string;
  population?: number | null;
  area_km2?: number;
}

export interface ChosenUnit extends Unit {
  set: number;
}

export interface Picked {
  units: readonly ChosenUnit[];
  unknown: readonly string[];
  ambiguous?: readonly { code: string; units: readonly ChosenUnit[] }[];
}

/** How units are picked, besides one by one. */
export type Picking = { sets: readonly number[] } & (
  | { codes: string }
  | { all: true }
  | { field: string; values: readonly string[] }
  | { line: GeoJSON.LineString; distance_m: number }
);

export type Texts = Readonly<Record<string, string>>;

export interface EditionRow {
  number: number;
  state: VersionState;
  zones: number;
  source: string;
  population_year: number | null;
}

export interface Zoning {
  slug: string;
  name: string;
  name_i18n: Texts;
  published: number | null;
  editions: readonly EditionRow[];
}

export interface Zone {
  id: number;
  code: string;
  name_i18n: Texts;
  population: number | null;
  area_km2: number;
  outside: boolean;
  point: LonLat | null;
  bbox: Bbox | null;
}

export interface Fault {
  area_ha: number;
  point: LonLat;
  bbox: Bbox;
  codes?: readonly string[];
}

export interface Edition {
  number: number;
  state: VersionState;
  population_year: number | null;
  zones: readonly Zone[];
  report: {
    gaps?: readonly Fault[];
    overlaps?: readonly Fault[];
    uncovered_km2?: number;
  };
}

/** How the zones of an edition are made. */
export type EditionSource =
  | {
      from: 'upload';
      upload: string;
      layer: string | null;
      crs: string | null;
      code: string | null;
      name: string | null;
      names: Texts;
      population: string | null;
      population_year: number | null;
      source: string;
    }
  | { from: 'units'; units: readonly number[] }
  | { from: 'perimeter' }
  | { from: 'edition'; edition: number };

export interface ZoneWords {
  code?: string;
  name?: Texts;
  population?: string | null;
}

export interface Overview {
  perimeter: {
    slug: string;
    name: string;
    name_i18n: Texts;
    default_language: string;
    languages: readonly string[];
    bbox: Bbox | null;
    published: number | null;
    tolerance_m: number;
    is_public: boolean;
  };
  boundaries: readonly BoundaryRow[];
  unit_sets: readonly UnitSet[];
  zonings: readonly Zoning[];
  jobs: readonly Job[];
  limits: { max_bytes: number; max_vertices: number; accept: string };
}

/** How a boundary is made and where it comes from; the rest depends on the source. */
export interface Making {
  close_gaps_m: number | null;
  tolerance_m: number;
  source: string;
  source_date: string | null;
  licence: string;
}

export type BoundarySource =
  | { from: 'upload'; upload: string; layer: string | null; crs: string | null }
  | { from: 'units'; units: readonly number[] }
  | { from: 'drawing'; areas: readonly GeoJSON.Polygon[]; holes: readonly GeoJSON.Polygon[] };
