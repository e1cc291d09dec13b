/** The colours the canvas draws with, read from the tokens in force on the element. */
export interface Palette {
  halo: string;
  surface: string;
  ink: string;
  mark: string;
  success: string;
  declined: string;
  themeOn: string;
  idea: string;
  report: string;
  proposal: string;
  accent: string;
  danger: string;
  label: string;
  theme: (slug: string) => string;
}

export function readPalette(host: Element): Palette {
  const style = getComputedStyle(host);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    halo: token('map-halo'),
    surface: token('surface'),
    ink: token('ink'),
    mark: token('mark'),
    success: token('success'),
    declined: token('state-declined'),
    themeOn: token('theme-on'),
    idea: token('kind-idea'),
    report: token('kind-report'),
    proposal: token('kind-proposal'),
    accent: token('accent'),
    danger: token('danger'),
    label: token('map-label'),
    theme: (slug) => token(`theme-${slug}`) || token('ink-2'),
  };
}
