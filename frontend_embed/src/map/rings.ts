/** The ring of a cluster: how many ideas, reports and proposals, as arcs from twelve o'clock. */

export type RingSize = 0 | 1 | 2 | 3;
export type RingKind = 'idea' | 'report' | 'proposal';

export const RING_KINDS: readonly RingKind[] = ['idea', 'report', 'proposal'];
/** Radius in px for n < 10, < 50, < 200 and more; and the width of the arc. */
export const RING_RADIUS = [17, 21, 26, 31] as const;
export const RING_ARC = [6.5, 6.5, 6.5, 8] as const;
export const RING_STEPS = [10, 50, 200] as const;
/** Shares are rounded to 24ths, so that a few hundred images are enough for every cluster. */
export const RING_PARTS = 24;

const SMALLEST_DEG = 20;

export interface Arc {
  kind: RingKind;
  from_deg: number;
  to_deg: number;
}

/** Arcs in degrees, clockwise from the top; a kind that is present gets at least 20°. */
export function arcs(shares: Readonly<Record<RingKind, number>>): Arc[] {
  const present = RING_KINDS.filter((kind) => shares[kind] > 0);
  const total = present.reduce((sum, kind) => sum + shares[kind], 0);
  const wanted = present.map((kind) => Math.max(SMALLEST_DEG, (shares[kind] / total) * 360));
  const excess = wanted.reduce((sum, degrees) => sum + degrees, 0) - 360;
  const spare = wanted.map((degrees) => degrees - SMALLEST_DEG);
  const spareSum = spare.reduce((sum, degrees) => sum + degrees, 0);
  let from = 0;
  return present.map((kind, index) => {
    const give = spareSum > 0 ? (excess * (spare[index] ?? 0)) / spareSum : 0;
    const to = from + (wanted[index] ?? 0) - give;
    const arc = { kind, from_deg: from, to_deg: to };
    from = to;
    return arc;
  });
}

export interface RingKey {
  size: RingSize;
  shares: Record<RingKind, number>;
}

/** Read `size/idea/report/proposal`, the end of a ring's image name. */
export function parseRingKey(key: string): RingKey {
  const [size = 0, idea = 0, report = 0, proposal = 0] = key.split('/').map(Number);
  return { size: Math.min(3, Math.max(0, size)) as RingSize, shares: { idea, report, proposal } };
}
