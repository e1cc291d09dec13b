import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { ContributionKind, MapLayer } from '../api/types';

/** A layer as staff see it: those that are not public come with how they are drawn. */
export interface StaffLayer extends MapLayer {
  rights?: 'public' | 'staff';
  source?: SourceSpecification;
  style?: readonly LayerSpecification[];
}

export type Counts = Readonly<Record<string, number>>;

/** What a picture says at a place: a number, one of a few classes, or nothing. */
export interface PictureValue {
  layer: string;
  value: number | null;
  unit: string;
  label: string | null;
}

export interface VoteCounts {
  for: number;
  against: number;
  neutral: number;
}

interface Numbers {
  contributions: number;
  by_kind: Counts;
  by_theme: Counts;
  by_state: Counts;
  answered: number;
  contribution_votes: VoteCounts;
  proposals: number;
  proposal_votes: VoteCounts;
  share_answered: number | null;
  median_days_to_answer?: number | null;
  by_day?: readonly (readonly [day: string, count: number])[];
}

/** One zone's numbers; the one without a code is what lies in none. */
export interface ZoneRow extends Numbers {
  zone: string | null;
  name: string | null;
  population: number | null;
  area_km2: number | null;
  per_1000: number | null;
  typezone?: string;
}

export interface Statistics {
  zoning: string | null;
  zones: readonly ZoneRow[];
  total: Numbers;
  left_out_zone_anchored: number;
  by_plan_type?: Readonly<Record<string, Counts>>;
}

export interface Row {
  id: number;
  ref: string;
  kind: ContributionKind;
  theme: string | null;
  state: string;
  headline: string;
  created_at: string;
  votes_for: number | null;
  lon: number;
  lat: number;
}

/** What lies in a part of the territory under a filter. */
export interface Selection {
  area: { area_km2: number; geometry: GeoJSON.Geometry; repaired?: boolean } | null;
  contributions: number;
  by_kind: Counts;
  by_theme: Counts;
  by_state: Counts;
  by_category: Counts;
  by_channel: Counts;
  by_language: Counts;
  by_day?: readonly (readonly [day: string, count: number])[];
  by_month?: readonly (readonly [month: string, count: number])[];
  answered: number;
  median_days_to_answer: number | null;
  votes: VoteCounts & { hidden?: boolean | number };
  proposals: { count: number; votes: VoteCounts };
  /** Contributions by type of plan zone and theme. */
  cross: Readonly<Record<string, Counts>>;
  list: { results: readonly Row[]; next: string | null };
}

export const FORMATS = ['csv', 'xlsx', 'geojson', 'gpkg'] as const;
export type Format = (typeof FORMATS)[number];

export interface Export {
  job: string | null;
  file: string;
}

export interface JobState {
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number | null;
}
