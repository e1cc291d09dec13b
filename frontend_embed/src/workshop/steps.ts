import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Screen, Session } from './session';
import type { WorkshopText } from './strings/index';

const STEPS: readonly WorkshopText[] = [
  'step.source',
  'step.reading',
  'step.preview',
  'step.publish',
  'step.zones',
];

const STEP_OF: Readonly<Record<Screen['name'], number>> = {
  start: 0,
  file: 0,
  reading: 1,
  compose: 1,
  draw: 1,
  preview: 2,
  published: 3,
  zonings: 4,
  edition: 4,
};

function stepOf(screen: Screen): number {
  const forZones = 'purpose' in screen && screen.purpose.for === 'zones';
  return forZones ? 4 : STEP_OF[screen.name];
}

/** The path: walked, here, to come. */
export function steps(session: Session): TemplateResult {
  const here = stepOf(session.screen);
  return html`<nav aria-label=${session.words.t('steps')}>
    <ol class="steps">
      ${STEPS.map(
        (step, index) =>
          html`<li
            class=${index < here ? 'ok' : index === here ? 'on' : ''}
            aria-current=${index === here ? 'step' : nothing}
          >
            <b aria-hidden="true">${index + 1}</b><span>${session.words.t(step)}</span>
          </li>`,
      )}
    </ol>
  </nav>`;
}
