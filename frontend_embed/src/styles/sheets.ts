import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import base from './base.css?inline';
import card from './card.css?inline';
import controls from './controls.css?inline';
import host from './host.css?inline';
import layout from './layout.css?inline';
import list from './list.css?inline';
import map from './map.css?inline';
import { inRem } from './rem';
import signs from './signs.css?inline';
import tokens from '../../static/frontend_embed/tokens.css?inline';

/** A page around that says `* { --ink: red }` means its own things: what is important inside holds. */
const kept = tokens.replace(/(--[\w-]+:[^;{}]+)(?=[;}])/g, '$1 !important');
const first = [kept, host, base, controls, signs, list, card];
const texts = [...first, map, layout];

/** One sheet a subject; constructed in the browser, as the strict style-src wants. */
export const sheets: CSSResult[] = texts.map((text) => unsafeCSS(text));

const scaled = new Map<number, CSSStyleSheet[]>();

/**
 * The same where the page around has its own idea of a rem (62.5 %, say): measured by what the reader's browser
 * calls medium. Null where both are the same.
 */
export function sheetsFor(root: ShadowRoot): CSSStyleSheet[] | null {
  const factor = factorOf(root);
  if (factor === 1) return null;
  const known = scaled.get(factor) ?? texts.map((text) => sheetOf(inRem(text, factor)));
  scaled.set(factor, known);
  return known;
}

/** What comes later, with a piece of its own: before what arranges all of it. */
export function insertSheets(root: ShadowRoot, later: readonly string[]): void {
  const factor = factorOf(root);
  const more = later.map((text) => sheetOf(factor === 1 ? text : inRem(text, factor)));
  root.adoptedStyleSheets = root.adoptedStyleSheets.toSpliced(first.length, 0, ...more);
}

function factorOf(root: ShadowRoot): number {
  const probe = document.createElement('span');
  probe.style.fontSize = 'medium';
  root.append(probe);
  const medium = parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  const factor = medium / parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(factor) ? factor : 1;
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
