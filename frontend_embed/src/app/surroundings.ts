import type { Lang } from '../api/types';
import { isLang } from '../strings/index';
import { parseAddress } from './address';
import type { Address } from './address';

/** Where the map stands: `page` and `frame` are pages of this server, `site` is a page of a town's. */
export type Within = 'page' | 'frame' | 'site';

/** What a map may be told where it stands; what cannot be read is as if it was not there. */
export interface Told {
  ref: string;
  theme: string;
  kind: string;
  view: string;
  mode: string;
}

/** How a map opens: a page of this server reads its address, in a town's page the attributes say it. */
export function opening(within: Within, told: Told): Address {
  const attributes = new URLSearchParams({ ...told }).toString();
  const read =
    within === 'site'
      ? parseAddress(attributes)
      : parseAddress(window.location.search, window.location.hash);
  return { ...read, ref: told.ref || read.ref };
}

function langIn(text: string | null | undefined): Lang | null {
  const short = text?.slice(0, 2).toLowerCase();
  return isLang(short) ? short : null;
}

/** The language asked for, else that of the page around, else the reader's. */
export function langFor(asked: string, element: Element): Lang {
  const around = element.parentElement?.closest('[lang]')?.getAttribute('lang');
  for (const text of [asked, around, ...navigator.languages]) {
    const found = langIn(text);
    if (found) return found;
  }
  return 'fr';
}

/** Which pages around a frame may hear what happens in it: none but those that may show it. */
export function addressees(hosts: readonly string[], parent: string | null): readonly string[] {
  if (hosts.length === 0) return ['*'];
  if (parent === null) return hosts;
  return hosts.includes(parent) ? [parent] : [];
}

/** The origin of the page around this frame, as far as the browser tells. */
function parentOrigin(): string | null {
  const known = (window.location.ancestorOrigins as DOMStringList | undefined)?.[0];
  if (known) return known;
  return document.referrer ? new URL(document.referrer).origin : null;
}

/** Tell the page around this frame: `{type: 'agorama-…', detail}`. */
export function tellParent(hosts: readonly string[], type: string, detail: unknown): void {
  if (window.parent === window) return;
  for (const origin of addressees(hosts, parentOrigin())) {
    window.parent.postMessage({ type, detail }, origin);
  }
}
