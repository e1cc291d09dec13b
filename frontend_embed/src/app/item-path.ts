import type { Item, Kind } from '../api/types';

const ITEM = /(contributions|proposals)\/(\d+)\/$/;

/** Whoever is not its author finds nothing there. */
const UNSEEN = ['pending', 'rejected', 'hidden', 'withdrawn', 'merged'];

/** Whether everybody may read it: then it has a page. */
export function hasPage({ properties }: Item): boolean {
  return !UNSEEN.includes(properties.state);
}

/** The path of the territory's page, from that of any page that shows its map. */
export function homePath(pathname: string): string {
  return pathname.replace(ITEM, '');
}

/** The path of one thing's own page: the one to share. */
export function itemPath(home: string, { id, properties }: Item): string {
  return `${home}${properties.kind === 'proposal' ? 'proposals' : 'contributions'}/${String(id)}/`;
}

/** Which thing a path is the page of. */
export function itemOfPath(pathname: string): { kind: Kind; id: number } | null {
  const [, kind, id] = ITEM.exec(pathname) ?? [];
  if (!kind || !id) return null;
  return { kind: kind === 'proposals' ? 'proposal' : 'idea', id: Number(id) };
}
