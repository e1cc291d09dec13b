import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import base from './base.css?inline';
import before from './before.css?inline';
import card from './card.css?inline';
import composer from './composer.css?inline';
import controls from './controls.css?inline';
import host from './host.css?inline';
import layout from './layout.css?inline';
import list from './list.css?inline';
import map from './map.css?inline';
import { inRem } from './rem';
import signs from './signs.css?inline';
import talk from './talk.css?inline';
import tokens from '../../static/frontend_embed/tokens.css?inline';

/** A page around that says `* { --ink: red }` means its own things: what is important inside holds. */
const kept = tokens.replace(/(--[\w-]+:[^;{}]+)(?=[;}])/g, '$1 !important');
const texts = [kept, host, base, controls, signs, list, card, talk, composer, before, map, layout];

/** One sheet a subject; constructed in the browser, as the strict style-src wants. */
export const sheets: CSSResult[] = texts.map((text) => unsafeCSS(text));

const scaled = new Map<number, CSSStyleSheet[]>();

/**
 * The same where the page around has its own idea of a rem (62.5 %, say): measured by what the reader's browser
 * calls medium. Null where both are the same.
 */
export function sheetsFor(root: ShadowRoot): CSSStyleSheet[] | null {
  const probe = document.createElement('span');
  probe.style.fontSize = 'medium';
  root.append(probe);
  const medium = parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  const factor = medium / parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (!Number.isFinite(factor) || factor === 1) return null;
  const known = scaled.get(factor) ?? texts.map((text) => sheetOf(inRem(text, factor)));
  scaled.set(factor, known);
  return known;
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
