import latin from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2?url';
import latinExt from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2?url';
import latinItalic from '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-italic.woff2?url';

const FAMILY = 'Atkinson Hyperlegible Next';
const LATIN =
  'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD';
const LATIN_EXT =
  'U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0';

let added = false;

/**
 * Put our typeface in the page, once. Font faces belong to the document, not to a shadow root; the
 * browser fetches a file when a letter of it is first drawn, and falls back if it may not.
 */
export function addFonts(): void {
  if (added || typeof FontFace === 'undefined') return;
  added = true;
  const faces: [string, FontFaceDescriptors][] = [
    [latin, { unicodeRange: LATIN }],
    [latinExt, { unicodeRange: LATIN_EXT }],
    [latinItalic, { unicodeRange: LATIN, style: 'italic' }],
  ];
  for (const [url, descriptors] of faces) {
    const face = new FontFace(FAMILY, `url("${url}") format("woff2")`, {
      weight: '200 800',
      display: 'swap',
      ...descriptors,
    });
    document.fonts.add(face);
  }
}
