import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import '../drawing/draw-screen';
import type { Session } from '../session';
import type { LonLat } from '../types';
import '../zones/edition-screen';
import '../zones/zonings-screen';
import './compose';
import './file';
import './preview';
import './published';
import './reading';
import './start';

/** The screen one is on; another file or edition is another screen. `center` tells the place under the map's cross. */
export function screenOf(
  session: Session,
  version: number,
  publicPage: string,
  center: () => LonLat | null,
): TemplateResult {
  return html`${keyed(session.screen, drawn(session, version, publicPage, center))}`;
}

function drawn(
  session: Session,
  version: number,
  publicPage: string,
  center: () => LonLat | null,
): TemplateResult {
  const { screen } = session;
  switch (screen.name) {
    case 'start':
      return html`<ws-start .session=${session} .version=${version}></ws-start>`;
    case 'file':
      return html`<ws-file
        .session=${session}
        .version=${version}
        .purpose=${screen.purpose}
      ></ws-file>`;
    case 'reading':
      return html`<ws-reading
        .session=${session}
        .version=${version}
        .purpose=${screen.purpose}
        .upload=${screen.upload}
      ></ws-reading>`;
    case 'compose':
      return html`<ws-compose .session=${session} .version=${version}></ws-compose>`;
    case 'draw':
      return html`<ws-draw .session=${session} .version=${version} .center=${center}></ws-draw>`;
    case 'preview':
      return html`<ws-preview
        .session=${session}
        .version=${version}
        .boundary=${screen.boundary}
      ></ws-preview>`;
    case 'published':
      return html`<ws-published
        .session=${session}
        .version=${version}
        .page=${publicPage}
      ></ws-published>`;
    case 'zonings':
      return html`<ws-zonings .session=${session} .version=${version}></ws-zonings>`;
    case 'edition':
      return html`<ws-edition
        .session=${session}
        .version=${version}
        .zoning=${screen.zoning}
        .number=${screen.edition}
        .center=${center}
      ></ws-edition>`;
  }
}
