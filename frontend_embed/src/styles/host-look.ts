import type { Scheme } from '../map/style-layers';

/** What text and buttons in the accent's colour stand on, as in tokens.css. */
const GROUNDS: Readonly<Record<Scheme, readonly string[]>> = {
  light: ['#ffffff', '#f6f4ef', '#ece9e2'],
  dark: ['#1a2327', '#11181b', '#222d32'],
};
const ON = ['#ffffff', '#1d2a31'];
const LEAST = 4.5;
const sheetOf = new WeakMap<ShadowRoot, CSSStyleSheet>();

type Rgb = readonly [number, number, number];

function rgbOf(hex: string): Rgb {
  const part = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.1 contrast, 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The tokens for an accent, written `rgb(r, g, b)` as browsers compute it; empty where it could not be read on our
 * grounds, or is no such colour: then the map keeps its own.
 */
export function accentRules(computed: string, scheme: Scheme): string {
  const match = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(computed);
  if (!match) return '';
  const color: Rgb = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (GROUNDS[scheme].some((ground) => contrast(color, rgbOf(ground)) < LEAST)) return '';
  const on = ON.find((one) => contrast(color, rgbOf(one)) >= LEAST);
  if (!on) return '';
  const [ground = ''] = GROUNDS[scheme];
  return (
    `--accent:${computed}!important;--accent-ink:${computed}!important;--accent-on:${on}!important;` +
    `--accent-hover:color-mix(in srgb,${computed},var(--ink) 20%)!important;` +
    `--accent-soft:color-mix(in srgb,${computed} 12%,${ground})!important;`
  );
}

/** What the browser makes of a colour; empty where it is none. */
function computedColor(root: ShadowRoot, value: string): string {
  if (!value || !CSS.supports('color', value)) return '';
  const probe = document.createElement('span');
  probe.style.color = value;
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** `640` and `640px` alike; empty for what is no height. */
export function heightRule(height: string): string {
  const value = /^\d+$/.test(height) ? `${height}px` : height;
  return value && CSS.supports('height', value)
    ? `:host{display:block!important;height:${value}!important}`
    : '';
}

/** The page's accent and height, over everything else; asked again when light turns to dark. */
export function hostLook(host: HTMLElement, root: Node, scheme: Scheme, height: string): void {
  if (!(root instanceof ShadowRoot)) return;
  const asked = getComputedStyle(host).getPropertyValue('--agorama-accent').trim();
  const accent = accentRules(computedColor(root, asked), scheme);
  const known = sheetOf.get(root);
  const sheet = known ?? new CSSStyleSheet();
  // Three times a class: as strong as any rule for light or dark.
  sheet.replaceSync(`:host(:not(.x):not(.y):not(.z)){${accent}}${heightRule(height)}`);
  if (!known) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  sheetOf.set(root, sheet);
}
