import type { Lang } from '../api/types';
import type { MapEngine } from '../map/engine';
import type { Scheme } from '../map/style-layers';
import type { Address } from './address';

/** What a visit begins with. */
export interface VisitOptions {
  base: string;
  slug: string;
  lang: Lang;
  scheme: Scheme;
  /** Of the whole component, in CSS px. */
  size: { width: number; height: number };
  /** Owns the window: its address is read and written. */
  isPage: boolean;
  /** Which of the maps of this perimeter on the page: each has a draft of its own. */
  nth: number;
  /** What the window's address or the element's attributes ask for. */
  address: Address;
}

/** What a visit asks of the element that shows it. */
export interface Stage {
  changed: () => void;
  /** When what has changed is on the screen. */
  drawn: () => Promise<void>;
  /** Put the keyboard's focus on the first of these that is there, once it is drawn. */
  focus: (...selectors: string[]) => void;
  tell: (event: string, detail: Record<string, unknown>) => void;
  engine: () => MapEngine | null;
}
