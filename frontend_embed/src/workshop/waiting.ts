import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session, Work } from './session';

/** What is being worked at, how far it is, and how to stop it. */
export function waiting(session: Session, work: Work): TemplateResult {
  const { words } = session;
  const { job } = work;
  const known = job?.total ? { done: job.done, total: job.total } : null;
  return html`<section class="waiting" aria-busy="true">
    <h1>${work.title}</h1>
    <div role="status">
      <p class="soft">
        ${known ? words.t('working.of', known) : words.t('working')}
        ${work.stopping ? words.t('stopping') : nothing}
      </p>
    </div>
    <progress
      aria-label=${work.title}
      max=${known ? known.total : nothing}
      value=${known ? known.done : nothing}
    ></progress>
    ${
      job
        ? html`<p class="ac">
            <button
              class="btn second"
              type="button"
              ?disabled=${work.stopping}
              @click=${() => session.stop()}
            >
              ${words.t('stop')}
            </button>
          </p>`
        : nothing
    }
  </section>`;
}

/** What went wrong, with the sentence the server wrote. */
export function refusal(session: Session): TemplateResult | typeof nothing {
  return session.refusal
    ? html`<div class="note danger" role="alert"><p>${session.refusal}</p></div>`
    : nothing;
}
