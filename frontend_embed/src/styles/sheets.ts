import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import base from './base.css?inline';
import before from './before.css?inline';
import card from './card.css?inline';
import composer from './composer.css?inline';
import controls from './controls.css?inline';
import layout from './layout.css?inline';
import list from './list.css?inline';
import map from './map.css?inline';
import signs from './signs.css?inline';
import talk from './talk.css?inline';
import tokens from '../../static/frontend_embed/tokens.css?inline';

/** One sheet a subject; constructed in the browser, as the strict style-src wants. */
export const sheets: CSSResult[] = [
  tokens,
  base,
  controls,
  signs,
  list,
  card,
  talk,
  composer,
  before,
  map,
  layout,
].map((text) => unsafeCSS(text));
