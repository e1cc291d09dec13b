import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { kindMark } from '../../parts/glyphs';
import { themeOf } from '../../parts/labels';
import type { Session } from '../session';
import type { PlannerWords } from '../strings/index';
import type { Counts } from '../types';
import { chosenZones } from '../view/area';
import { groupsOf } from '../view/groups';
import type { ZoneGroup } from '../view/groups';
import { asksProjects } from '../view/filter';
import { byChoice } from './showing';

/** More of them stay in the file that can be taken along. */
const MOST_ROWS = 12;
const MOST_BARS = 6;
const WIDE = 200;
const HIGH = 14;

function chosen(session: Session): readonly ZoneGroup[] {
  const codes = chosenZones(session.view.area, session.by);
  const rows = session.zones.filter(
    ({ zone, contributions }) =>
      (codes.length === 0 || codes.includes(zone ?? '')) && contributions > 0,
  );
  return groupsOf(rows);
}

/** Which zones gather most: a chart of the kinds, and the table under it, with projects where they are meant too. */
export function zoneTable(session: Session): TemplateResult | typeof nothing {
  const { says, counts, by, view } = session;
  if (by === null || counts.value === null) return nothing;
  const rows = chosen(session);
  const most = Math.max(...rows.map(({ contributions }) => contributions));
  const shown = session.allZones ? rows : rows.slice(0, MOST_ROWS);
  const projects = asksProjects(view.filter);
  return html`<figure class="fig" data-testid="by-zone">
    <figcaption>
      <h3>${says.t('fig.zone')}</h3>
      <p class="lg2 small">
        ${kindMark('idea', 11)}${says.t('kinds.ideas')}
        ${kindMark('report', 11)}${says.t('kinds.reports')}
      </p>
    </figcaption>
    ${byChoice(session)}
    ${rows.length === 0 ? html`<p class="soft">${says.t('zones.allOutside')}</p>` : nothing}
    <ul class="bars" aria-hidden="true">
      ${rows.slice(0, MOST_BARS).map(
        (row) =>
          html`<li>
            <span class="bar-n"><span>${row.name}</span></span>
            ${stacked(row, most)}
            <b class="num">${says.number(row.contributions)}</b>
          </li>`,
      )}
    </ul>
    <table>
      <thead>
        <tr>
          <th scope="col">${says.t('table.zone')}</th>
          <th scope="col">${says.t('table.ideas')}</th>
          <th scope="col">${says.t('table.reports')}</th>
          ${projects ? html`<th scope="col">${says.t('table.proposals')}</th>` : nothing}
          <th scope="col">${says.t('table.answered')}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((row) => zoneRow(session, row, projects))}
        ${view.area ? nothing : outside(session, projects)}
      </tbody>
    </table>
    ${
      rows.length > shown.length
        ? html`<p class="small">
            <button
              class="btn plain small"
              type="button"
              @click=${() => {
                session.unfold();
              }}
            >
              ${says.n('table.more', rows.length - shown.length)}
            </button>
          </p>`
        : nothing
    }
    ${
      counts.value.left_out_zone_anchored > 0
        ? html`<p class="small soft">
            ${says.n('table.leftOut', counts.value.left_out_zone_anchored)}
          </p>`
        : nothing
    }
  </figure>`;
}

function zoneRow(session: Session, row: ZoneGroup, projects: boolean): TemplateResult {
  const { says, by } = session;
  return html`<tr>
    <th scope="row">
      <button
        class="rowbtn"
        type="button"
        title=${says.t('table.only')}
        @click=${() => {
          if (by !== null) session.choose({ type: 'zones', zoning: by, codes: row.codes });
        }}
      >
        ${row.name}
      </button>
    </th>
    ${cells(says, row, projects)}
  </tr>`;
}

type Counted = Pick<ZoneGroup, 'by_kind' | 'proposals' | 'contributions' | 'answered'>;

function cells(says: PlannerWords, row: Counted, projects: boolean): TemplateResult {
  return html`<td>${says.number(row.by_kind['idea'] ?? 0)}</td>
    <td>${says.number(row.by_kind['report'] ?? 0)}</td>
    ${projects ? html`<td>${says.number(row.proposals)}</td>` : nothing}
    <td>${says.share(row.contributions > 0 ? row.answered / row.contributions : null)}</td>`;
}

/** So that the rows add up: what no zone of this kind holds. */
function outside({ says, inNone }: Session, projects: boolean): TemplateResult | typeof nothing {
  if (!inNone || inNone.contributions + (projects ? inNone.proposals : 0) === 0) return nothing;
  return html`<tr class="soft">
    <th scope="row">${says.t('zones.none')}</th>
    ${cells(says, inNone, projects)}
  </tr>`;
}

function stacked(row: ZoneGroup, most: number): TemplateResult {
  const parts = [
    ['idea', row.by_kind['idea'] ?? 0],
    ['report', row.by_kind['report'] ?? 0],
  ] as const;
  let at = 0;
  return html`<svg viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none">
    ${parts.map(([kind, count]) => {
      const x = at;
      const wide = (count / most) * WIDE;
      at += wide;
      return svg`<rect class="bar ${kind}" x=${x} y="0" height=${HIGH} width=${wide}></rect>`;
    })}
  </svg>`;
}

/** Themes by type of plan zone, where there is a plan. */
export function crossTable(
  session: Session,
  cross: Readonly<Record<string, Counts>>,
): TemplateResult | typeof nothing {
  const { says, perimeter } = session;
  const types = Object.keys(cross).toSorted();
  const themes = [...new Set(types.flatMap((type) => Object.keys(cross[type] ?? {})))];
  const total = (slug: string): number =>
    types.reduce((sum, type) => sum + (cross[type]?.[slug] ?? 0), 0);
  const told = themes.filter((slug) => total(slug) > 0);
  if (told.length === 0) return nothing;
  return html`<figure class="fig" data-testid="cross">
    <figcaption><h3>${says.t('fig.cross')}</h3></figcaption>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">${says.t('filters.theme')}</th>
            ${types.map((type) => html`<th scope="col">${type || says.t('zones.none')}</th>`)}
            <th scope="col">${says.t('table.total')}</th>
          </tr>
        </thead>
        <tbody>
          ${told.map(
            (slug) =>
              html`<tr>
                <th scope="row">
                  ${(perimeter && themeOf(perimeter, slug)?.name) ?? says.t('theme.none')}
                </th>
                ${types.map((type) => html`<td>${says.number(cross[type]?.[slug] ?? 0)}</td>`)}
                <td><b>${says.number(total(slug))}</b></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}
