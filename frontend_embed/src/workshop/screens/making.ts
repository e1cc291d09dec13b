import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { filledIn, text } from '../piece';
import type { Session } from '../session';
import type { Boundary, BoundarySource, Making } from '../types';

export const DEFAULT_MAKING: Making = {
  close_gaps_m: null,
  tolerance_m: 10,
  source: '',
  source_date: null,
  licence: '',
};

/** Make a draft and look at it; what it was made of is remembered, so that it can be made another way. */
export async function makeDraft(
  session: Session,
  source: BoundarySource,
  making: Making = {
    ...DEFAULT_MAKING,
    tolerance_m: session.overview?.perimeter.tolerance_m ?? 10,
  },
): Promise<boolean> {
  const boundary = await session.run(session.words.t('preview.computing'), (follow) =>
    session.client.draft(source, making, follow),
  );
  if (!boundary) return false;
  session.source = source;
  session.go({ name: 'preview', boundary });
  return true;
}

/** Where the data comes from and how it is united, to be changed while it is a draft. */
export function makingForm(
  session: Session,
  boundary: Boundary,
  source: BoundarySource,
): TemplateResult {
  const { words } = session;
  const field = (name: string, label: string, value: string, type = 'text'): TemplateResult =>
    html`<label class="lbl" for="m-${name}">${label}</label>
      <input
        class="field"
        id="m-${name}"
        name=${name}
        type=${type}
        min="0"
        step="any"
        .value=${value}
      />`;
  const submit = (event: Event): void => {
    const form = filledIn(event);
    const gaps = text(form, 'gaps');
    void again(session, boundary, source, {
      source: text(form, 'source'),
      source_date: text(form, 'date') || null,
      licence: text(form, 'licence'),
      tolerance_m: Number(text(form, 'tolerance')),
      close_gaps_m: gaps === '' ? null : Number(gaps),
    });
  };
  const gaps = boundary.report['close_gaps_m'];
  return html`<details class="more">
    <summary>${words.t('preview.origin')}</summary>
    <form @submit=${submit}>
      ${field('source', words.t('preview.maker'), boundary.source)}
      ${field('date', words.t('preview.date'), boundary.source_date ?? '', 'date')}
      ${field('licence', words.t('preview.licence'), boundary.licence)}
      ${field('tolerance', words.t('preview.tolerance'), String(boundary.tolerance_m), 'number')}
      ${field('gaps', words.t('preview.gaps'), typeof gaps === 'number' ? String(gaps) : '', 'number')}
      <button class="btn second dense" type="submit">${words.t('preview.again')}</button>
    </form>
  </details>`;
}

/** The new draft takes the place of the old one. */
async function again(
  session: Session,
  old: Boundary,
  source: BoundarySource,
  making: Making,
): Promise<void> {
  if (await makeDraft(session, source, making)) {
    await session.run('', () => session.client.throwAway(old.number));
  }
}
