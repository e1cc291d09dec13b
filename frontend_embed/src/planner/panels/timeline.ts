import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session } from '../session';
import { chosenMonths, monthsOf, withMonths } from '../view/months';

const BAR = 10;
const HIGH = 44;

/** How many came in month by month, and between which two months to look. */
export function timeline(session: Session): TemplateResult {
  const { says, period, view } = session;
  const months = monthsOf(period.value?.total.by_day ?? []);
  if (months.length < 2) return html`<div class="time empty" hidden></div>`;
  const [from, to] = chosenMonths(view.filter, months);
  const most = Math.max(...months.map(({ count }) => count), 1);
  const inside = months.slice(from, to + 1).reduce((sum, { count }) => sum + count, 0);
  const named = (index: number): string => says.month(months[index]?.month ?? '');
  const slide = (which: 'from' | 'to') => (event: Event) => {
    const value = Number((event.target as HTMLInputElement).value);
    const next = which === 'from' ? [value, Math.max(value, to)] : [Math.min(from, value), value];
    session.filter(withMonths(view.filter, months, next[0] ?? 0, next[1] ?? 0));
  };
  return html`<div class="time" role="group" aria-label=${says.t('time')}>
    <p class="time-words">
      <b>${says.t('time.between', { from: named(from), to: named(to) })}</b>
      <span class="num">${says.n('count.contributions', inside)}</span>
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
      <svg
        viewBox="0 0 ${months.length * BAR} ${HIGH}"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        ${months.map(({ count }, index) => {
          const high = count === 0 ? 0 : Math.max(2, (count / most) * HIGH);
          const name = index >= from && index <= to ? 'ti' : 'to';
          return svg`<rect class=${name} x=${index * BAR + 1} y=${HIGH - high} width=${BAR - 2} height=${high}></rect>`;
        })}
      </svg>
      ${(['from', 'to'] as const).map(
        (which) =>
          html`<input
            type="range"
            class="time-${which}"
            min="0"
            max=${months.length - 1}
            .value=${String(which === 'from' ? from : to)}
            aria-label=${says.t(which === 'from' ? 'time.from' : 'time.to')}
            aria-valuetext=${named(which === 'from' ? from : to)}
            @change=${slide(which)}
          />`,
      )}
    </div>
  </div>`;
}
