import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { text } from '../piece';
import type { Purpose, Session } from '../session';
import type { Field, Inspection, Upload } from '../types';
import { makeDraft } from './making';

const LANGUAGES = { fr: 'lang.fr', it: 'lang.it', en: 'lang.en' } as const;

function isOffered(language: string): language is keyof typeof LANGUAGES {
  return language in LANGUAGES;
}

/** Which column is the code, which the name, which the population. */
export function fieldChoice(
  session: Session,
  found: Inspection,
  perLanguage: boolean,
): TemplateResult {
  const { words, overview } = session;
  const languages = (overview?.perimeter.languages ?? []).filter(isOffered);
  const choice = (name: string, label: string, guess: string | null | undefined): TemplateResult =>
    html`<label class="lbl" for="f-${name}">${label}</label>
      <select class="field" id="f-${name}" name=${name}>
        <option value="">${words.t('units.nofield')}</option>
        ${found.fields.map((field) => option(session, field, guess))}
      </select>`;
  return html`<h2>${words.t('units.fields')}</h2>
    ${choice('code', words.t('units.code'), found.guesses['code'])}
    ${choice('name', words.t('units.name'), found.guesses['name'])}
    ${
      perLanguage
        ? languages.map((language) =>
            choice(
              `name-${language}`,
              words.t('zones.nameIn', { language: words.t(LANGUAGES[language]) }),
              null,
            ),
          )
        : nothing
    }
    ${choice('population', words.t('units.population'), found.guesses['population'])}
    ${
      perLanguage
        ? html`<label class="lbl" for="f-year">${words.t('zones.year')}</label>
            <input
              class="field short"
              id="f-year"
              name="year"
              inputmode="numeric"
              pattern="\\d{4}"
            />`
        : nothing
    }`;
}

function option(session: Session, field: Field, guess: string | null | undefined): TemplateResult {
  const [sample] = field.samples;
  const example = sample ? ` (${session.words.t('read.sample', { sample })})` : '';
  return html`<option value=${field.name} ?selected=${field.name === guess}>
    ${field.name}${example}
  </option>`;
}

/** Make of the file what it is for: an outline, units to pick from, or zones. */
export async function sentFields(
  session: Session,
  purpose: Purpose,
  upload: Upload,
  form: FormData,
): Promise<void> {
  const { client, words } = session;
  const found = upload.inspection;
  const read = { upload: upload.id, layer: found?.layer ?? null, crs: given(found) };
  if (purpose.for === 'boundary') {
    await makeDraft(session, { from: 'upload', ...read });
    return;
  }
  const fields = {
    code: text(form, 'code') || null,
    name: text(form, 'name') || null,
    population: text(form, 'population') || null,
  };
  if (purpose.for === 'units') {
    const title = upload.name.replace(/\.[^.]+$/, '');
    const report = await session.run(words.t('units.keeping'), (follow) =>
      client.keepUnits({ ...read, ...fields, title }, follow),
    );
    if (!report) return;
    await session.refresh();
    session.go({ name: 'compose' });
    return;
  }
  const names: Record<string, string> = {};
  for (const [name, value] of form) {
    if (name.startsWith('name-') && typeof value === 'string' && value)
      names[name.slice(5)] = value;
  }
  const year = Number(text(form, 'year'));
  const edition = await session.run(words.t('zones.working'), (follow) =>
    client.newEdition(
      purpose.zoning,
      {
        from: 'upload',
        ...read,
        ...fields,
        names,
        population_year: year || null,
        source: upload.name,
      },
      follow,
    ),
  );
  if (edition === undefined) return;
  await session.refresh();
  session.go({ name: 'edition', zoning: purpose.zoning, edition });
}

/** The system that the reader chose; where the file's own is right, it is read again from the file. */
function given(found: Inspection | null): string | null {
  return found?.crs?.state === 'given' ? found.crs.name : null;
}
