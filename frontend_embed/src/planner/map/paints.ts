import type { Scheme } from '../../map/style-layers';

/**
 * Five steps from little to much, each darker (by night: lighter) than the last, so that they are told
 * apart without colour too. After ColorBrewer's BuPu (colour-blind safe, Apache 2.0).
 */
const STEPS: Readonly<Record<Scheme, readonly string[]>> = {
  light: ['#e0ecf4', '#b3cde3', '#8c96c6', '#8856a7', '#6a0d66'],
  dark: ['#4b2a5c', '#7a4a95', '#8c96c6', '#b3cde3', '#edf8fb'],
};

/** The colours of so many classes: few of them still reach from little to much. */
export function colorsOf(classes: number, scheme: Scheme): string[] {
  const steps = STEPS[scheme];
  if (classes === 1) return [steps[3] ?? ''];
  return Array.from({ length: classes }, (_, index) => {
    const at = Math.round((index * (steps.length - 1)) / Math.max(1, classes - 1));
    return steps[Math.min(at, steps.length - 1)] ?? '';
  });
}
