import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../../parts/icons';
import { Piece } from '../piece';
import type { Screen } from '../session';
import type { BoundaryRow } from '../types';
import { refusal } from '../waiting';
import { showInForce } from './in-force';

const STATES = {
  draft: 'state.draft',
  published: 'state.published',
  retired: 'state.retired',
} as const;

/** Where the outline comes from, and the outlines there are. */
@customElement('ws-start')
export class Start extends Piece {
  override connectedCallback(): void {
    super.connectedCallback();
    void showInForce(this.session);
  }

  override render(): TemplateResult {
    const { words } = this;
    const overview = this.session.overview;
    const inForce = overview?.boundaries.find(({ state }) => state === 'published');
    const way = (screen: Screen, symbol: string, name: string, help: string): TemplateResult =>
      html`<li>
        <button
          class="choice"
          type="button"
          @click=${() => {
            this.session.go(screen);
          }}
        >
          ${icon(symbol, 24)}<span
            ><strong>${name}</strong><span class="small soft">${help}</span></span
          >
        </button>
      </li>`;
    return html`<h1 tabindex="-1">${words.t('source.title')}</h1>
      <p class="soft">
        ${
          inForce
            ? words.t('source.published', { n: inForce.number, area: words.area(inForce.area_km2) })
            : words.t('source.none')
        }
        ${words.t('source.quiet')}
      </p>
      ${refusal(this.session)}
      <ul class="choices">
        ${way({ name: 'file', purpose: { for: 'boundary' } }, 'share', words.t('source.file'), words.t('source.file.help'))}
        ${way({ name: 'compose' }, 'layers', words.t('source.compose'), words.t('source.compose.help'))}
        ${way({ name: 'draw' }, 'pencil', words.t('source.draw'), words.t('source.draw.help'))}
        ${inForce ? way({ name: 'zonings' }, 'area', words.t('source.zones'), words.t('source.zones.help')) : nothing}
      </ul>
      ${overview && overview.boundaries.length > 0 ? this.versions(overview.boundaries) : nothing}`;
  }

  private versions(boundaries: readonly BoundaryRow[]): TemplateResult {
    const { words } = this;
    return html`<h2>${words.t('versions')}</h2>
      <ul class="rows">
        ${boundaries.map(
          (row) =>
            html`<li data-testid="version">
              <span class="row-t">
                <strong>${words.t('version', { number: row.number })}</strong>
                <span class="state state-${row.state}">${words.t(STATES[row.state])}</span>
                <span class="small soft">${this.facts(row)}</span>
              </span>
              <button class="btn second dense" type="button" @click=${() => this.look(row)}>
                ${words.t(row.state === 'retired' ? 'version.restore' : 'version.look')}
                <span class="vh">${words.t('version', { number: row.number })}</span>
              </button>
            </li>`,
        )}
      </ul>`;
  }

  private facts(row: BoundaryRow): string {
    const { words } = this;
    const when = words.date(row.published_at ?? row.created_at);
    const known = [words.area(row.area_km2), when, row.source, row.licence];
    return known.filter((fact) => fact !== '').join(' · ');
  }

  private async look(row: BoundaryRow): Promise<void> {
    const boundary = await this.session.run(this.words.t('loading'), () =>
      this.session.client.boundary(row.number),
    );
    if (boundary) this.session.go({ name: 'preview', boundary });
  }
}
