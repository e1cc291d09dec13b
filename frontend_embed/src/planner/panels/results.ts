import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { kindMark, pinGlyph, themeIconMark } from '../../parts/glyphs';
import { stateName, themeOf } from '../../parts/labels';
import { fillOf } from '../../map/symbols';
import type { Session } from '../session';
import type { Counts, Selection } from '../types';
import { monthsOf } from '../view/months';
import { barFigure } from './figures';
import type { Bar } from './figures';
import { listOf } from './list';
import { crossTable, zoneTable } from './tables';

/** What lies in the chosen part under the filter: numbers, charts with their tables, the list. */
export function resultsPanel(
  session: Session,
  go: (bbox: readonly number[]) => void,
): TemplateResult {
  const { says, selection, view } = session;
  const { value, failure, loading } = selection;
  return html`<h2 class="wt" id="results-title">
      ${says.t(view.area ? 'results.area' : 'results.all')}
      ${
        view.area
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                session.choose(null);
              }}
            >
              ${says.t('results.clear')}
            </button>`
          : nothing
      }
    </h2>
    ${
      session.chosenNames.length > 0
        ? html`<p data-testid="chosen"><b>${session.chosenNames.join(', ')}</b></p>`
        : nothing
    }
    ${failure === null ? nothing : refusal(session, failure)}
    ${
      value === null
        ? loading
          ? skeleton(says.t('loading'))
          : nothing
        : html`<div class="answers" aria-busy=${loading ? 'true' : 'false'}>
            ${numbers(session, value)}
            ${value.contributions === 0 ? empty(session) : details(session, value, go)}
          </div>`
    }`;
}

function refusal(session: Session, failure: unknown): TemplateResult {
  return html`<div class="note danger" role="alert">
    <p>${session.sentence(failure)}</p>
    <p>
      <button
        class="btn second small"
        type="button"
        @click=${() => {
          session.retry();
        }}
      >
        ${session.says.t('retry')}
      </button>
    </p>
  </div>`;
}

function skeleton(text: string): TemplateResult {
  return html`<p class="vh" role="status">${text}</p>
    <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;
}

function empty(session: Session): TemplateResult {
  const { says, view } = session;
  return html`<p class="soft empty">
    ${says.t(view.area ? 'results.emptyArea' : 'results.empty')}
  </p>`;
}

function numbers({ says }: Session, value: Selection): TemplateResult {
  const { contributions, votes, answered, median_days_to_answer: days, area, proposals } = value;
  const share = contributions > 0 ? answered / contributions : null;
  return html`<div class="kp" data-testid="numbers">
      <p>
        <b class="num" data-testid="contributions">${says.number(contributions)}</b>
        <span>${says.n('kp.contributions', contributions)}</span>
      </p>
      <p>
        <b class="num" data-testid="supports">${says.number(votes.for)}</b>
        <span>${says.n('kp.supports', votes.for)}</span>
      </p>
      <p>
        <b class="num" data-testid="answered">${says.share(share)}</b>
        <span>${says.t('kp.answered')}</span>
      </p>
      <p>
        <b class="num">${days === null ? '–' : says.t('kp.d', { n: says.amount(days) })}</b>
        <span>${says.t('kp.days')}</span>
      </p>
    </div>
    <p class="small soft facts">
      ${area ? html`<span class="num" data-testid="area">${says.amount(area.area_km2)} km²</span>` : nothing}
      <span>${says.n('count.proposals', proposals.count)}</span>
      ${
        votes.against + votes.neutral > 0
          ? html`<span
              >${says.t('kp.votes', { against: votes.against, neutral: votes.neutral })}</span
            >`
          : nothing
      }
      ${votes.hidden ? html`<span>${says.t('kp.hidden')}</span>` : nothing}
      ${area?.repaired ? html`<span>${says.t('results.repaired')}</span>` : nothing}
    </p>`;
}

function details(
  session: Session,
  value: Selection,
  go: (bbox: readonly number[]) => void,
): TemplateResult {
  const { says, view } = session;
  return html`${barFigure(says, says.t('fig.theme'), says.t('filters.theme'), themes(session, value.by_theme))}
  ${barFigure(says, says.t('fig.state'), says.t('filters.state'), states(session, value.by_state))}
  ${barFigure(says, says.t('fig.kind'), says.t('filters.kind'), kinds(session, value.by_kind))}
  ${view.area && view.area.type !== 'zones' ? nothing : zoneTable(session)}
  ${crossTable(session, value.cross)}
  ${barFigure(says, says.t('fig.category'), says.t('filters.category'), categories(session, value.by_category))}
  ${barFigure(says, says.t('fig.month'), says.t('fig.month.head'), months(session, value))}
  ${listOf(session, value, go)}`;
}

function themes(session: Session, counts: Counts): Bar[] {
  const { perimeter, says } = session;
  return Object.entries(counts)
    .filter(([slug, value]) => value > 0 || slug !== '')
    .map(([slug, value]) => {
      const theme = perimeter ? themeOf(perimeter, slug) : undefined;
      return {
        name: theme?.name ?? says.t('theme.none'),
        value,
        mark: theme ? themeIconMark(theme, 16) : undefined,
        look: theme ? `theme t-${theme.slug}` : undefined,
      };
    })
    .toSorted((a, b) => b.value - a.value);
}

function states(session: Session, counts: Counts): Bar[] {
  const theme = session.perimeter?.themes[0];
  return Object.entries(counts)
    .filter(([, value]) => value > 0)
    .map(([state, value]) => ({
      name: stateName(session.words, state),
      value,
      mark: pinGlyph('idea', theme, fillOf('idea', state), 16),
    }));
}

function kinds({ says }: Session, counts: Counts): Bar[] {
  return (['idea', 'report'] as const).map((kind) => ({
    name: says.t(kind === 'idea' ? 'kinds.ideas' : 'kinds.reports'),
    value: counts[kind] ?? 0,
    mark: kindMark(kind, 12),
    look: kind,
  }));
}

function categories({ categories: known }: Session, counts: Counts): Bar[] {
  const names = new Map(known.map(({ slug, name }) => [slug, name]));
  return Object.entries(counts)
    .filter(([slug, value]) => value > 0 && slug !== '')
    .map(([slug, value]) => ({ name: names.get(slug) ?? slug, value }))
    .toSorted((a, b) => b.value - a.value);
}

function months({ says }: Session, { by_month, by_day }: Selection): Bar[] {
  // A bare month reads as its first day.
  const known = by_month ? monthsOf(by_month) : monthsOf(by_day ?? []);
  return known.map(({ month, count }) => ({ name: says.month(month), value: count }));
}
