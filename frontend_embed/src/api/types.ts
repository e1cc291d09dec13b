import type { MapLayer, PlanHere } from './layer-types';

export type {
  LegendEntry,
  MapFeature,
  MapLayer,
  PlanHere,
  PlanRule,
  PlanZone,
} from './layer-types';

/** The shapes of the REST API (DESIGN §4) that the citizen map reads and writes. */

import type { Attached, Document, Photo, Picture } from './files';
import type { Decision } from './decision';

export type { Attached, Document, Photo, Picture } from './files';

export type LonLat = readonly [lon: number, lat: number];
export type Bbox = readonly [west: number, south: number, east: number, north: number];
export type Lang = 'fr' | 'it' | 'en';
export type ContributionKind = 'idea' | 'report';
export type Kind = ContributionKind | 'proposal';
export type Choice = 'for' | 'against' | 'neutral';
export type Order = 'newest' | 'supported' | 'nearest' | 'shuffled';
export type Opening = 'ideas' | 'reports' | 'comments' | 'votes_contributions' | 'votes_proposals';

export interface Theme {
  slug: string;
  name: string;
  color: string;
  icon: string;
  /** Where its contributions are at first: exactly here, or somewhere in the zone. */
  anchor_default?: Anchor;
}

export type Anchor = 'exact' | 'zone';

/** What a category asks; shown where another question's answer has a value, if it says so. */
export interface Question {
  slug: string;
  kind: 'text' | 'choice' | 'number';
  label: string;
  choices: readonly { value: string; label: string }[];
  shown_if: { question: string; value: string } | null;
}

/** What is wrong, for reports. */
export interface Category {
  slug: string;
  name: string;
  theme: string | null;
  questions: readonly Question[];
}

export interface Accent {
  accent: string;
  accent_on: string;
  accent_ink: string;
  accent_soft: string;
}

export interface Phase {
  kind: 'inform' | 'collect' | 'vote' | 'evaluate' | 'report_back';
  name: string;
  starts_at: string;
  ends_at: string;
  now: boolean;
}

export type ConsultationText =
  | 'commitment'
  | 'participant_role'
  | 'admissible'
  | 'charter'
  | 'calendar'
  | 'budget'
  | 'actors'
  | 'conclusion';

export interface Consultation {
  id: number;
  slug: string;
  title: string;
  intro: string;
  state: 'published' | 'closed';
  opens_at: string | null;
  closes_at: string | null;
  open: readonly Opening[];
  phases: readonly Phase[];
  texts: Partial<Record<ConsultationText, string>>;
  /** The zones it is about; none for the whole territory. */
  area: readonly { zoning: string; code: string; name: string }[];
  /** How many votes for it put an idea on the committee's list. */
  threshold: number | null;
  neutral_votes: boolean;
  results: 'live' | 'hidden' | 'shown';
  votes_end: string | null;
  documents: readonly Document[];
}

/** Another item that this one came from, or has become. */
export interface Linked {
  id: number;
  ref: string;
  title: string | null;
}

export interface Zoning {
  slug: string;
  name: string;
}

export interface Contact {
  name: string;
  email: string;
  phone: string;
  address: string;
}

/** Who stands behind a perimeter's map; texts in the reader's language. */
export interface About {
  contact: Contact | null;
  legal_notice: string;
  funding: string;
  licence: { code: string; name: string; url: string } | null;
  /** Say where to call in an emergency, beside the form for reports. */
  emergency: boolean;
  logos: readonly Logo[];
}

/** A picture of a public body or a fund; `alt` says the same in words. */
export interface Logo {
  role: 'owner' | 'funder';
  url: string;
  alt: string;
  link: string | null;
}

export interface Perimeter {
  slug: string;
  name: string;
  description: string;
  bbox: Bbox;
  center: LonLat;
  languages: readonly Lang[];
  default_language: Lang;
  /** The letters before the number of each contribution and project. */
  ref_prefix: string;
  accent: { light: Accent; dark: Accent } | null;
  themes: readonly Theme[];
  /** Reports are taken even while no consultation is open. */
  permanent_reports: boolean;
  /** Whether the site of this page is one of those from which people may write. */
  may_write: boolean;
  /** Where the map opens; null shows the whole perimeter. */
  start: { center: LonLat; zoom: number } | null;
  about: About;
  zonings: readonly Zoning[];
  consultations: readonly Consultation[];
  layers: readonly MapLayer[];
}

/** One unit of a zoning; `label` is where its name stands, null outside the perimeter. */
export interface Zone {
  code: string;
  name: string;
  label: LonLat | null;
}

/** The numbers are null while nobody is told how votes stand. */
export interface Votes {
  for: number | null;
  against: number | null;
  neutral: number | null;
  mine: Choice | null;
}

export interface PointGeometry {
  type: 'Point';
  coordinates: LonLat;
}

interface CommonProperties {
  ref: string;
  consultation: string | null;
  theme: string | null;
  state: string;
  title: string | null;
  text: string;
  language: string;
  created_at: string;
  updated_at: string;
  zones: Record<string, string | null>;
  votes: Votes;
  comments: number;
}

export interface ContributionProperties extends CommonProperties {
  kind: ContributionKind;
  threshold: number | null;
  proposals: readonly Linked[];
  /** What stands where a title stands, in the reader's language where the author gave none. */
  headline?: string;
  anchor?: Anchor;
  /** The category's questions and the answers, in words. */
  answered?: readonly { question: string; label: string; text: string }[];
  /** From the point asked about, in a look for what was said already. */
  distance_m?: number;
  photos: readonly Photo[];
  /** The author's own page about it; given once, in the answer to sending it. */
  follow?: string;
  /** What the plan said there when it was sent; only where one contribution is asked for. */
  plan?: PlanHere | null;
}

export interface ProposalProperties extends CommonProperties {
  kind: 'proposal';
  summary: string;
  budget_eur: number | null;
  responsible: string;
  calendar: string;
  image: { url: string; alt: string } | null;
  pictures: readonly Picture[];
  documents: readonly Document[];
  shape: GeoJSON.Geometry | null;
  ideas: readonly Linked[];
  /** The question it is one of several answers to: a participant is for one. */
  choice_of_one: { id: number; title: string; others: readonly Linked[] } | null;
}

/** What stands on the map: a contribution or a proposal. */
export interface Item<P = ContributionProperties | ProposalProperties> {
  type: 'Feature';
  id: number;
  geometry: PointGeometry;
  properties: P;
}

export interface ItemPage {
  features: readonly Item[];
  links: readonly { rel: string; href: string }[];
  numberMatched?: number;
  numberReturned: number;
}

/** What somebody says about an item; of one that went, only that it was there. */
export interface Comment {
  id: number;
  reply_to: number | null;
  /** Hidden ones are there for whoever wrote them alone. */
  state: 'published' | 'pending' | 'hidden' | 'gone';
  name: string;
  text: string | null;
  language: Lang;
  created_at: string;
  /** By who wrote the contribution it is about. */
  by_author: boolean;
  mine: boolean;
  /** Of one's own: what a moderator decided, oldest first. */
  decisions?: readonly Decision[];
}

export interface Thread extends Comment {
  replies: readonly Comment[];
}

export interface Discussion {
  comments: readonly Thread[];
  numberMatched: number;
  next?: string;
}

export interface NewComment {
  text: string;
  name: string;
  language: Lang;
  reply_to: number | null;
}

export type FlagReason = 'insult' | 'personal' | 'spam' | 'off_topic' | 'other';

/** A step of what became of a contribution; `text` is the answer of the public body, in the reader's language. */
export interface Step {
  state: string;
  at: string;
  department: string | null;
  text: string | null;
  text_i18n: Partial<Record<Lang, string>>;
  news_by: string | null;
  by_author: boolean;
  satisfied: boolean | null;
  attachments: readonly Attached[];
}

export interface Path {
  steps: readonly Step[];
  news_by: string | null;
  mine: boolean;
  may_rate: boolean;
}

export interface Place {
  type: 'Feature';
  geometry: PointGeometry;
  properties: {
    name: string;
    name_i18n: Partial<Record<Lang, string>>;
    kind: string;
    /** The other name it was found by; null where that is the one shown. */
    matched?: string | null;
  };
}

export interface Located extends Partial<PlanHere> {
  inside: boolean;
  nearest: LonLat;
  zones: Record<string, { code: string; name: string } | null>;
  near: { place: string; distance_m: number; direction: string } | null;
}

export type PositionSource = 'map' | 'gps' | 'coordinates' | 'place' | 'zone';

export interface NewContribution {
  type: 'Feature';
  geometry: PointGeometry;
  properties: {
    kind: ContributionKind;
    theme: string;
    title: string;
    text: string;
    language: Lang;
    /** Slug of the consultation it belongs to. */
    consultation: string | null;
    category: string | null;
    answers: Record<string, string>;
    anchor: Anchor;
    position_source: PositionSource;
    /** Photos come after the words, or instead of them. */
    photos_follow: boolean;
  };
}

/** How many of what came in, and how they were handled. */
export interface FigureRow {
  received: number;
  read_before: number;
  rejected: number;
  hidden: number;
  merged: number;
  photos_hidden: number;
  photos_blurred: number;
  answered: number;
  share_answered: number | null;
  median_hours_to_answer: number | null;
}

export interface Figures {
  total: FigureRow;
  months: readonly (FigureRow & { month: string })[];
}
