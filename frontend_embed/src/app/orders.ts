import type { Order } from '../api/types';

export const ORDERS: readonly Order[] = ['shuffled', 'supported', 'newest', 'nearest'];

/** No order of merit before a reader asks for one: whoever came first would stay first. */
export const DEFAULT_ORDER: Order = 'shuffled';

/** As the server spreads numbers over the ring of a shuffled list. */
const SPREAD = 2654435761;

/** How far along the ring from its beginning an item stands. */
export function along(id: number, seed: number): number {
  return ((Math.imul(id, SPREAD) >>> 0) - seed) >>> 0;
}

export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/** The same for the same participant; says nothing of the token (FNV-1a, 32 of its 256 bits). */
export function seedOf(token: string): number {
  let hash = 0x811c9dc5;
  for (const char of token) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
