import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import tokens from '../../../static/frontend_embed/tokens.css?inline';
import base from '../../styles/base.css?inline';
import controls from '../../styles/controls.css?inline';
import map from '../../styles/map.css?inline';
import cross from './cross.css?inline';
import layout from './layout.css?inline';
import panel from './panel.css?inline';

export const workshopSheets: CSSResult[] = [tokens, base, controls, map, cross, layout, panel].map(
  (text) => unsafeCSS(text),
);
