import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Consultation, ConsultationText, Phase } from '../api/types';
import type { Words } from '../strings/words';
import { documents } from './documents';

const BEFOREHAND: readonly ConsultationText[] = [
  'commitment',
  'participant_role',
  'admissible',
  'charter',
  'calendar',
  'budget',
  'actors',
];

/** What a body tells before it asks: where the consultation stands, and each of its texts to open. Below the list. */
export function consultation(words: Words, one: Consultation): TemplateResult | typeof nothing {
  const texts = BEFOREHAND.filter((name) => one.texts[name]);
  if (one.phases.length + texts.length === 0) return nothing;
  const title = `consultation-${one.slug}`;
  return html`<section class="consultation" aria-labelledby=${title}>
    <h3 id=${title}>${one.title}</h3>
    ${
      one.texts.conclusion
        ? html`<div class="note" data-testid="conclusion">
            <p><b>${words.t('consultation.conclusion')}</b></p>
            <p class="asWritten">${one.texts.conclusion}</p>
          </div>`
        : nothing
    }
    ${
      one.phases.length > 0
        ? html`<ol class="trail phases">
            ${one.phases.map((phase) => line(words, phase, one.state === 'closed'))}
          </ol>`
        : nothing
    }
    ${
      one.area.length > 0
        ? html`<p class="small">
            ${words.t('consultation.area', { zones: words.list(one.area.map(({ name }) => name)) })}
          </p>`
        : nothing
    }
    ${
      one.threshold === null
        ? nothing
        : html`<p class="small">${words.t('consultation.threshold', { n: one.threshold })}</p>`
    }
    ${
      one.results === 'hidden' && one.votes_end !== null
        ? html`<p class="small">
            ${words.t('consultation.hidden', { date: words.date(one.votes_end) })}
          </p>`
        : nothing
    }
    ${documents(words, one.documents)}
    ${texts.map(
      (name) =>
        html`<details>
          <summary>${words.t(`consultation.${name}`)}</summary>
          <p class="asWritten">${one.texts[name]}</p>
        </details>`,
    )}
  </section>`;
}

function line(words: Words, phase: Phase, closed: boolean): TemplateResult {
  const over = closed || new Date(phase.ends_at) < new Date();
  const span = words.t('consultation.span', {
    from: words.date(phase.starts_at),
    to: words.date(phase.ends_at),
  });
  const now = phase.now && !closed;
  return html`<li class=${now ? 'now' : over ? '' : 'next'} aria-current=${now ? 'step' : nothing}>
    <p class="w">
      ${phase.name}${now ? html` <span class="soft">· ${words.t('consultation.now')}</span>` : nothing}
    </p>
    <p class="small soft">${span}</p>
  </li>`;
}
