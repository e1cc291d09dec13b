import { meetsFloor } from './app/floor';
import { AgoramaMap } from './parts/agorama-map';
import { sheets } from './styles/sheets';

/** So many style sheets are read in one breath. */
const BREATH = 4;

/**
 * In tasks of their own: reading the modules has kept the page busy already, and a finger may be waiting. Below the
 * floor, and beside another copy of us, what stands inside the element stays.
 */
function define(at = 0): void {
  if (!meetsFloor() || customElements.get('agorama-map')) return;
  if (at >= sheets.length) {
    customElements.define('agorama-map', AgoramaMap);
    return;
  }
  // Lit reads a sheet when it is first asked for it.
  for (const sheet of sheets.slice(at, at + BREATH)) void sheet.styleSheet;
  setTimeout(define, 0, at + BREATH);
}

setTimeout(define);
