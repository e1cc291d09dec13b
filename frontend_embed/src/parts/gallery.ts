import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { Picture } from '../api/types';
import { icon } from './icons';
import { Part } from './part';

/** Pictures in small; one opens large in a dialog that Escape closes, and the keyboard is back where it was. */
@customElement('agorama-gallery')
export class AgoramaGallery extends Part {
  @property({ attribute: false }) pictures: readonly Picture[] = [];
  /** The language of the descriptions. */
  @property({ attribute: false }) language = '';
  @state() private open: Picture | null = null;

  override updated(changed: PropertyValues): void {
    if (!changed.has('open') || !this.open) return;
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  override render(): TemplateResult | typeof nothing {
    const { pictures } = this;
    if (pictures.length === 0) return nothing;
    return html`<ul class="gallery" lang=${this.language}>
        ${pictures.map((picture, index) => this.small(picture, index + 1))}
      </ul>
      ${this.open ? this.large(this.open) : nothing}`;
  }

  private small(picture: Picture, n: number): TemplateResult {
    const { words } = this;
    const waits = picture.state === 'pending' || picture.state === 'hidden';
    return html`<li>
      <button
        type="button"
        aria-haspopup="dialog"
        @click=${() => {
          this.open = picture;
        }}
      >
        <img
          src=${picture.thumbnail_url}
          alt=${picture.alt || words.t('photo.nth', { n })}
          width=${picture.width}
          height=${picture.height}
          loading="lazy"
        />
        <span class="vh">${words.t('photo.enlarge')}</span>
      </button>
      ${
        waits
          ? html`<p class="small soft">
              ${words.t(picture.state === 'pending' ? 'photo.waits' : 'photo.hidden')}
            </p>`
          : nothing
      }
    </li>`;
  }

  private large(picture: Picture): TemplateResult {
    const { words } = this;
    const n = this.pictures.indexOf(picture) + 1;
    return html`<dialog
      class="large"
      aria-label=${picture.alt || words.t('photo.nth', { n })}
      @keydown=${(event: KeyboardEvent) => {
        // Escape closes the dialog, and not the card behind it too.
        if (event.key === 'Escape') event.stopPropagation();
      }}
      @click=${(event: Event) => {
        if (event.target === event.currentTarget) this.shut();
      }}
      @close=${() => {
        this.open = null;
      }}
    >
      <button
        class="iconbtn"
        type="button"
        aria-label=${words.t('app.close')}
        @click=${() => {
          this.shut();
        }}
      >
        ${icon('close', 22)}
      </button>
      <img
        src=${picture.url}
        alt=${picture.alt || words.t('photo.nth', { n })}
        width=${picture.width}
        height=${picture.height}
      />
      ${picture.alt ? html`<p lang=${this.language}>${picture.alt}</p>` : nothing}
    </dialog>`;
  }

  private shut(): void {
    this.querySelector('dialog')?.close();
  }
}
