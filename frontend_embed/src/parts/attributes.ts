import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { tellParent } from '../app/surroundings';
import type { Told, Within } from '../app/surroundings';
import type { Scheme } from '../map/style-layers';
import { addFonts } from '../styles/fonts';
import { sheetsFor } from '../styles/sheets';

/** What a page may write on <agorama-map>, and what it hears from it (docs/embedding.md). */
export abstract class Attributes extends LitElement {
  @property() perimeter = '';
  @property() override lang = '';
  /** A number like ALP-0412 to open at once. */
  @property({ attribute: 'ref' }) openRef = '';
  /** What is shown at first: themes and kinds by their words, several with commas. */
  @property() theme = '';
  @property() kind = '';
  /** Where the map begins: `zoom/lat/lon`. */
  @property() view = '';
  /** What it is for: `browse`, `contribute` or `results`; without it, for all of that. */
  @property() mode = '';
  /** `light` or `dark`; without it, as the reader's system says. */
  @property() scheme = '';
  /** In CSS, or a number of pixels. */
  @property() height = '';
  /** Origin of the server; by default the one this module came from. */
  @property() base: string | null = null;
  /** Said by this server's own pages: `page` owns the window and its address, `frame` reads it. */
  @property() within: Within = 'site';
  /** Said by the page for frames: the origins that may show it, and so hear what happens. */
  @property() hosts = '';

  private readonly darkness = window.matchMedia('(prefers-color-scheme: dark)');

  override connectedCallback(): void {
    super.connectedCallback();
    addFonts();
    this.darkness.addEventListener('change', this.relit);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkness.removeEventListener('change', this.relit);
  }

  /** Light or dark has changed. */
  protected abstract readonly relit: () => void;

  protected get lit(): Scheme {
    const { theme } = this.dataset;
    if (theme === 'dark' || theme === 'light') return theme;
    return this.darkness.matches ? 'dark' : 'light';
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    const own = root instanceof ShadowRoot && this.within === 'site' ? sheetsFor(root) : null;
    if (own && root instanceof ShadowRoot) root.adoptedStyleSheets = own;
    return root;
  }

  protected get asked(): Told {
    const { openRef: ref, theme, kind, view, mode } = this;
    return { ref, theme, kind, view, mode };
  }

  protected get nth(): number {
    const all = [...document.querySelectorAll<Attributes>('agorama-map')];
    return all.filter(({ perimeter }) => perimeter === this.perimeter).indexOf(this);
  }

  /** The server's address without a slash at its end; empty where it is that of this page. */
  protected get server(): string {
    const here = new URL(import.meta.url).origin;
    return (this.base || (here === location.origin ? '' : here)).replace(/\/$/, '');
  }

  /** Whether a page of ours brought the picture that stands for the map, as it would be drawn now. */
  protected get hasPicture(): boolean {
    return !this.dataset['theme'] && this.querySelector(':scope > .ahead') !== null;
  }

  /** For the page around: nothing about a person, nothing that opens anything. */
  protected tell(type: string, facts: Record<string, unknown>): void {
    const detail = { perimeter: this.perimeter, ...facts };
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    if (this.within === 'frame') tellParent(this.hosts.split(' ').filter(Boolean), type, detail);
  }
}
