import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session } from '../session';
import { binsOf, chosenMonths, countBetween, dayAfter, monthsOf, withMonths } from '../view/months';

const WIDE = 1000;
const HIGH = 34;

/** How many came in, and between which two months to look: the ends of the months are where it catches. */
export function timeline(session: Session): TemplateResult | typeof nothing {
  const { says, period, view } = session;
  const days = period.value?.total.by_day ?? [];
  const months = monthsOf(days);
  if (months.length < 2) return nothing;
  const [from, to] = chosenMonths(view.filter, months);
  const inside = countBetween(days, view.filter);
  const named = (index: number): string => says.month(months[index]?.month ?? '');
  const begun = view.filter.since?.slice(0, 10) ?? '';
  const ended = view.filter.until ? dayAfter(view.filter.until.slice(0, 10), -1) : '';
  // A day that no month begins or ends with is told as it is.
  const first = begun && !begun.endsWith('-01') ? says.date(begun) : named(from);
  const last = ended && !dayAfter(ended).endsWith('-01') ? says.date(ended) : named(to);
  const slide = (which: 'from' | 'to') => (event: Event) => {
    const value = Number((event.target as HTMLInputElement).value);
    const left = which === 'from' ? Math.min(value, months.length - 1) : Math.min(from, value - 1);
    const right = which === 'to' ? Math.max(value - 1, 0) : Math.max(to, left);
    session.filter(withMonths(view.filter, months, Math.max(left, 0), right));
  };
  return html`<div class="time" role="group" aria-label=${says.t('time')}>
    <p class="time-words">
      <b>${says.t('time.between', { from: first, to: last })}</b>
      ${view.area ? nothing : html`<span class="num">${says.n('count.contributions', inside)}</span>`}
      ${
        from > 0 || to < months.length - 1
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                session.filter(withMonths(view.filter, months, 0, months.length - 1));
              }}
            >
              ${says.t('time.all')}
            </button>`
          : nothing
      }
    </p>
    <div class="time-bars">
      <svg viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" aria-hidden="true">
        ${bars(binsOf(days, months), months.length, from, to)}
      </svg>
      ${(['from', 'to'] as const).map(
        (which) =>
          html`<input
            type="range"
            class="time-${which}"
            min="0"
            max=${months.length}
            .value=${String(which === 'from' ? from : to + 1)}
            aria-label=${says.t(which === 'from' ? 'time.from' : 'time.to')}
            aria-valuetext=${named(which === 'from' ? from : to)}
            @change=${slide(which)}
          />`,
      )}
    </div>
  </div>`;
}

function bars(bins: readonly number[], months: number, from: number, to: number): unknown {
  const most = Math.max(...bins, 1);
  const step = WIDE / bins.length;
  const gap = Math.min(step * 0.22, 3);
  return bins.map((count, index) => {
    const month = Math.floor((index * months) / bins.length);
    const high = count === 0 ? 0 : Math.max(2, (count / most) * HIGH);
    const name = month >= from && month <= to ? 'ti' : 'to';
    return svg`<rect class=${name} x=${index * step + gap / 2} y=${HIGH - high} width=${step - gap} height=${high}></rect>`;
  });
}
