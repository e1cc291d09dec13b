/** A rule inside a rule, as our sheets are written. */
const NESTED = 'a{b{color:red}}';

/**
 * Whether this browser can show the map: Chrome and Edge 120, Firefox 121, Safari 17.2 (December 2023) or newer
 * (docs/embedding.md). Asked by what they can, not by their names.
 */
export function meetsFloor(): boolean {
  if (!('adoptedStyleSheets' in document) || !CSS.supports('selector(:has(a))')) return false;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(NESTED);
  const [outer] = sheet.cssRules;
  return (outer as CSSStyleRule | undefined)?.cssRules?.length === 1;
}
