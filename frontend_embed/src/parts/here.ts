import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Ground } from '../app/ground';
import { icon } from './icons';
import { Part } from './part';
import { planHere } from './plan-here';

/** What applies at a point of the map that somebody asked about. Emits `close`. */
@customElement('agorama-here')
export class AgoramaHere extends Part {
  @property({ attribute: false }) ground!: Ground;
  @property({ attribute: false }) version = 0;

  override firstUpdated(): void {
    this.querySelector<HTMLElement>('#here-title')?.focus();
  }

  override render(): TemplateResult {
    const close = (): void => {
      this.emit('close');
    };
    return html`<section
      class="legend here"
      aria-labelledby="here-title"
      data-testid="here"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="lgh">
        <h2 id="here-title" tabindex="-1" class="big">${this.words.t('here.title')}</h2>
        <button
          class="iconbtn flat"
          type="button"
          aria-label=${this.words.t('app.close')}
          @click=${close}
        >
          ${icon('close', 20)}
        </button>
      </div>
      <div role="status">${this.answer()}</div>
    </section>`;
  }

  private answer(): TemplateResult {
    const { failure, plan, rows } = this.ground;
    if (failure) return html`<p>${failure}</p>`;
    if (!plan) return html`<p class="soft">${this.words.t('here.looking')}</p>`;
    const said = planHere(this.words, plan);
    if (said === nothing && rows.length === 0) {
      return html`<p>${this.words.t('here.nothing')}</p>`;
    }
    return html`${rows.map(
      ({ layer_name: layer, label, facts }) =>
        html`<p class="planzone"><b>${label || layer}</b></p>
          ${label ? html`<p class="small soft">${layer}</p>` : nothing}
          <dl class="facts">
            ${facts.map(
              (fact) =>
                html`<div>
                  <dt>${fact.label}</dt>
                  <dd>${fact.value}</dd>
                </div>`,
            )}
          </dl>`,
    )}${said}`;
  }
}
