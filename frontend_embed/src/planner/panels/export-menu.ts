import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session } from '../session';
import type { Format } from '../types';
import { FORMATS } from '../types';
import type { PlannerText } from '../strings/index';

const SAYS: Readonly<Record<Format, PlannerText>> = {
  csv: 'export.csv',
  xlsx: 'export.xlsx',
  geojson: 'export.geojson',
  gpkg: 'export.gpkg',
};

const FORMAT: Readonly<Record<Format, string>> = {
  csv: 'CSV',
  xlsx: 'Excel',
  geojson: 'GeoJSON',
  gpkg: 'GeoPackage',
};

/** Take what is filtered and chosen along as a file. */
export function exportMenu(session: Session, mayPersonal: boolean): TemplateResult {
  const { says, selection, view, outing } = session;
  const count = selection.value?.contributions;
  return html`<details class="menu export">
    <summary class="btn primary small">
      ${count === undefined ? says.t('export') : says.n('export.rows', count)}
    </summary>
    <div class="pop">
      <p class="small soft">${says.t(view.area ? 'export.area' : 'export.filter')}</p>
      <ul>
        ${FORMATS.map(
          (format) =>
            html`<li>
              <button
                class="btn plain"
                type="button"
                aria-disabled=${outing.busy ? 'true' : 'false'}
                @click=${() => {
                  // Disabled it would lose the focus, and Esc with it.
                  if (!outing.busy) void outing.take(view.filter, view.area, format, count ?? null);
                }}
              >
                ${says.t(SAYS[format])}
              </button>
            </li>`,
        )}
      </ul>
      ${mayPersonal ? personal(session) : nothing}
      <div role="status">${state(session)}</div>
    </div>
  </details>`;
}

/** A file with what authors left of themselves is another file: it is asked for on purpose. */
function personal({ says, outing }: Session): TemplateResult {
  return html`<label class="check">
      <input
        type="checkbox"
        .checked=${outing.personal}
        @change=${(event: Event) => {
          outing.withAuthors((event.target as HTMLInputElement).checked);
        }}
      />
      ${says.t('export.personal')}
    </label>
    ${outing.personal ? html`<p class="small soft">${says.t('export.personal.told')}</p>` : nothing}`;
}

function state(session: Session): TemplateResult | typeof nothing {
  const { says, outing } = session;
  if (outing.failure !== null) {
    return html`<p class="note danger">${session.sentence(outing.failure)}</p>`;
  }
  if (outing.file) {
    return html`<p class="note success">
      ${says.t('export.saved')}
      <a href=${outing.file} download
        >${says.t('export.ready', { format: FORMAT[outing.format ?? 'csv'] })}</a
      >${outing.rows === null ? nothing : html` · ${says.n('export.lines', outing.rows)}`}
    </p>`;
  }
  if (!outing.busy) return nothing;
  const { job } = outing;
  const share = job?.total ? job.done / job.total : null;
  return html`<p class="soft">
    ${share === null ? says.t('export.writing') : says.t('export.share', { share: says.share(share) })}
    <progress max="1" .value=${share ?? 0} aria-label=${says.t('export.writing')}></progress>
  </p>`;
}
