import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Item } from '../api/types';
import { copyText } from '../app/clipboard';
import type { Chosen } from '../app/photos';
import { icon } from './icons';
import { Part } from './part';
import { photoSending } from './photo-sending';
import { ridge } from './pictures';

/** Thanks, the number, what follows. Emits `keep` (the link), `see` (on the map), `retry` (the photos). */
@customElement('agorama-sent')
export class AgoramaSent extends Part {
  @property({ attribute: false }) item: Item | null = null;
  @property({ attribute: false }) where = '';
  @property({ attribute: false }) photos: readonly Chosen[] = [];

  @state() private copied = false;
  @query('[data-testid=follow-link]') private link!: HTMLInputElement | null;

  override render(): TemplateResult | typeof nothing {
    if (!this.item) return nothing;
    const { ref, kind } = this.item.properties;
    return html`
      ${ridge(ref)}
      <div class="body">
        <h2 class="xl" tabindex="-1">${this.words.t('sent.title')}</h2>
        <p class="soft">
          ${this.words.t(kind === 'report' ? 'sent.report' : 'sent.idea')}
          <b class="ink" data-testid="sent-ref">${ref}</b>. ${this.place()}
        </p>
        ${photoSending(this.words, this.photos, () => {
          this.emit('retry');
        })}
        <h3 class="big sec">${this.words.t('sent.next')}</h3>
        <ol class="trail">
          <li class="now"><p class="w">${this.words.t('sent.read')}</p></li>
          <li class="next"><p class="w">${this.words.t('sent.forwarded')}</p></li>
          <li class="next"><p class="w">${this.words.t('sent.answered')}</p></li>
        </ol>
        ${this.ownPage()}
      </div>
      <div class="foot two">
        ${this.follow ? nothing : this.keep()}
        <button
          class="btn ${this.follow ? 'second' : 'plain'}"
          type="button"
          @click=${() => {
            this.emit('see');
          }}
        >
          ${this.words.t('sent.see')}
        </button>
      </div>
    `;
  }

  private get follow(): string {
    const properties = this.item?.properties;
    const link = properties && properties.kind !== 'proposal' ? properties.follow : '';
    // In the language that was read here, whatever the browser's own is.
    return link ? `${link}?lang=${this.words.lang}` : '';
  }

  /** Where there is no page of one's own, whose address is to be kept. */
  private keep(): TemplateResult {
    return html`<button
      class="btn second"
      type="button"
      @click=${() => {
        this.emit('keep');
      }}
    >
      ${icon('share', 18)}${this.words.t('sent.keep')}
    </button>`;
  }

  private ownPage(): TemplateResult | typeof nothing {
    const { follow } = this;
    if (!follow) return nothing;
    return html`<div class="note own">
      <p>
        <a href=${follow} target="_blank" rel="noopener noreferrer"
          >${this.words.t('sent.follow')}</a
        >
      </p>
      <p>
        <a href="${follow}#mail" target="_blank" rel="noopener noreferrer"
          >${this.words.t('sent.mail')}</a
        >
      </p>
      <p class="small">${this.words.t('sent.followHint')}</p>
      <p class="handed">
        <input
          readonly
          data-testid="follow-link"
          aria-label=${this.words.t('sent.follow')}
          .value=${follow}
          @focus=${this.mark}
        />
        <button class="btn second" type="button" @click=${this.copy}>
          ${icon('share', 18)}<span role="status"
            >${this.words.t(this.copied ? 'item.shared' : 'item.share')}</span
          >
        </button>
      </p>
    </div>`;
  }

  /** Where a frame may not copy, the address is marked: the reader's own keys can. */
  private readonly copy = async (): Promise<void> => {
    this.copied = await copyText(this.link?.value ?? '');
    if (this.copied) return;
    this.link?.focus();
  };

  private readonly mark = (): void => {
    this.link?.select();
  };

  private place(): string {
    if (this.item?.properties.state === 'pending') return this.words.t('sent.pending');
    return this.where
      ? this.words.t('sent.onMap', { where: this.where })
      : this.words.t('sent.onMapOnly');
  }
}
