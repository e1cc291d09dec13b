import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { pinGlyph } from '../../parts/glyphs';
import { stateName, themeOf } from '../../parts/labels';
import { fillOf } from '../../map/symbols';
import type { Session } from '../session';
import type { Row, Selection } from '../types';

/** Half a street around a contribution that is gone to. */
const AROUND_DEG = 0.002;

/** The contributions themselves, a page at a time. */
export function listOf(
  session: Session,
  { list, contributions }: Selection,
  go: (bbox: readonly number[]) => void,
): TemplateResult | typeof nothing {
  if (list.results.length === 0) return nothing;
  const { says } = session;
  return html`<section class="fig" aria-labelledby="list-title">
    <h3 id="list-title">
      ${says.t('list')}
      <span class="n num"
        >${says.t('list.of', { shown: list.results.length, all: contributions })}</span
      >
    </h3>
    <ul class="rows" data-testid="list">
      ${list.results.map((row) => rowOf(session, row, go))}
    </ul>
    ${
      list.next
        ? html`<p>
            <button class="btn second small" type="button" @click=${() => session.more()}>
              ${says.t('list.more')}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

function rowOf(session: Session, row: Row, go: (bbox: readonly number[]) => void): TemplateResult {
  const { says, words, perimeter } = session;
  const { id, ref, kind, theme, state, headline, created_at, lon, lat, votes_for } = row;
  const found = perimeter ? themeOf(perimeter, theme) : undefined;
  const slug = perimeter?.slug ?? '';
  return html`<li>
    <button
      class="pin"
      type="button"
      aria-label=${says.t('list.show', { ref })}
      @click=${() => {
        go([lon - AROUND_DEG, lat - AROUND_DEG, lon + AROUND_DEG, lat + AROUND_DEG]);
      }}
    >
      ${pinGlyph(kind, found, fillOf(kind, state), 22)}
    </button>
    <div>
      <a class="row-h" href="/admin/participation/contribution/${id}/change/">${headline || ref}</a>
      <p class="small soft">
        <a href="/p/${slug}/contributions/${id}/" aria-label=${says.t('list.public', { ref })}
          >${ref}</a
        >
        <span>${stateName(words, state)}</span>
        <time datetime=${created_at}>${says.date(created_at)}</time>
      </p>
    </div>
    ${
      votes_for === null
        ? nothing
        : html`<b class="num" title=${says.n('kp.supports', votes_for)}
            >${says.number(votes_for)}</b
          >`
    }
  </li>`;
}
