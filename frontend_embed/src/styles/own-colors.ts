import type { Accent, Perimeter } from '../api/types';

const HEX = /^#[0-9a-f]{6}$/i;
const sheetOf = new WeakMap<ShadowRoot, { perimeter: Perimeter; sheet: CSSStyleSheet }>();

/** The four default themes have tokens of their own, tuned for light and dark. */
const DEFAULTS: Readonly<Record<string, string>> = {
  infrastructure: '#2a5f96',
  economy: '#855800',
  health: '#7e1845',
  services: '#25735c',
};

/** The accent whose dark twin stands in the tokens, drawn by hand. */
const DEFAULT_ACCENT = '#67264f';

function accentRules(accent: Accent): string {
  return Object.entries(accent)
    .filter(([, color]) => HEX.test(String(color)))
    .map(([name, color]) => `--${name.replaceAll('_', '-')}:${String(color)}!important;`)
    .join('');
}

function themeRules(perimeter: Perimeter, dark: boolean): string {
  return perimeter.themes
    .filter(({ slug, color }) => HEX.test(color) && DEFAULTS[slug] !== color.toLowerCase())
    .map(({ slug, color }) => {
      const used = dark ? `color-mix(in srgb, ${color}, #fff 50%)` : color;
      return `--theme-${CSS.escape(slug)}:${used}!important;`;
    })
    .join('');
}

function themeClasses(perimeter: Perimeter): string {
  return perimeter.themes
    .map(({ slug }) => `.t-${CSS.escape(slug)}{--c:var(--theme-${CSS.escape(slug)})}`)
    .join('');
}

function rules(perimeter: Perimeter): string {
  const accent = perimeter.accent?.light.accent === DEFAULT_ACCENT ? null : perimeter.accent;
  const light = (accent ? accentRules(accent.light) : '') + themeRules(perimeter, false);
  const dark = (accent ? accentRules(accent.dark) : '') + themeRules(perimeter, true);
  return `:host{${light}}
    @media (prefers-color-scheme: dark){:host(:not([data-theme=light])){${dark}}}
    :host([data-theme=dark]){${dark}}
    ${themeClasses(perimeter)}`;
}

/** The perimeter's own accent and theme colours, over the tokens. */
export function ownColors(root: Node, perimeter: Perimeter): void {
  if (!(root instanceof ShadowRoot)) return;
  const known = sheetOf.get(root);
  if (known?.perimeter === perimeter) return;
  const sheet = known?.sheet ?? new CSSStyleSheet();
  sheet.replaceSync(rules(perimeter));
  if (!known) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  sheetOf.set(root, { perimeter, sheet });
}
