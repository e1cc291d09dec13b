import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Chosen } from '../app/photos';
import { MAX_PHOTOS } from '../app/photos';
import { icon } from './icons';
import { Part } from './part';

const WORDS_MAX = 300;

/** Photos for what is being written. Emits `photos-add` with files, `photo-remove`, `photo-words`. */
@customElement('agorama-photo-picker')
export class AgoramaPhotoPicker extends Part {
  @property({ attribute: false }) chosen: readonly Chosen[] = [];
  @property({ attribute: false }) tooMany = false;
  @property({ attribute: false }) language = '';
  /** What this browser cannot show (HEIC, in most); the server can read it. */
  @state() private unshown: ReadonlySet<string> = new Set();

  override render(): TemplateResult {
    const { words, chosen } = this;
    const full = chosen.length >= MAX_PHOTOS;
    return html`<div class="photopick" role="group" aria-labelledby="photos-label">
      <p class="lbl" id="photos-label">${words.t('photo.title')}</p>
      ${
        chosen.length === 0
          ? nothing
          : html`<ul class="picked">
              ${chosen.map((one, index) => this.one(one, index + 1))}
            </ul>`
      }
      ${
        full
          ? nothing
          : html`<label class="btn second photo-add"
              >${icon('camera', 18)}<span>${words.t('photo.add')}</span
              ><input
                class="vh"
                type="file"
                accept="image/*"
                multiple
                aria-describedby="photos-hint"
                data-testid="photo-input"
                @change=${this.took}
            /></label>`
      }
      <p class="small soft hp" id="photos-hint">${words.t('photo.hint')}</p>
      <p class="small err" role="status">${this.tooMany ? words.t('photo.tooMany') : ''}</p>
    </div>`;
  }

  private one({ id, preview, words: said }: Chosen, n: number): TemplateResult {
    const field = `photo-words-${String(n)}`;
    return html`<li>
      ${
        this.unshown.has(id)
          ? html`<span class="unshown">${icon('camera', 26)}</span>`
          : html`<img
              src=${preview}
              alt=${said || this.words.t('photo.nth', { n })}
              @error=${() => {
                this.unshown = new Set(this.unshown).add(id);
              }}
            />`
      }
      <div class="told">
        ${this.unshown.has(id) ? html`<p class="small soft">${this.words.t('photo.unshown')}</p>` : nothing}
        <label class="small" for=${field}>${this.words.t('photo.words', { n })}</label>
        <input
          class="field"
          id=${field}
          type="text"
          autocomplete="off"
          maxlength=${WORDS_MAX}
          lang=${this.language}
          .value=${said}
          @input=${(event: InputEvent) => {
            this.emit('photo-words', { id, words: (event.target as HTMLInputElement).value });
          }}
        />
      </div>
      <button
        class="iconbtn flat"
        type="button"
        aria-label=${this.words.t('photo.remove', { n })}
        @click=${() => {
          this.emit('photo-remove', id);
          this.querySelector<HTMLElement>('[data-testid=photo-input]')?.focus();
        }}
      >
        ${icon('close', 20)}
      </button>
    </li>`;
  }

  private readonly took = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.emit('photos-add', [...(input.files ?? [])]);
    // The same file may be chosen again after it was removed.
    input.value = '';
  };
}
