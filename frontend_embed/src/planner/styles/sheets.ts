import { unsafeCSS } from 'lit';
import type { CSSResult } from 'lit';
import tokens from '../../../static/frontend_embed/tokens.css?inline';
import base from '../../styles/base.css?inline';
import controls from '../../styles/controls.css?inline';
import map from '../../styles/map.css?inline';
import signs from '../../styles/signs.css?inline';
import cross from '../../workshop/styles/cross.css?inline';
import answers from './answers.css?inline';
import layout from './layout.css?inline';
import panels from './panels.css?inline';

export const plannerSheets: CSSResult[] = [
  tokens,
  base,
  controls,
  map,
  signs,
  cross,
  layout,
  panels,
  answers,
].map((text) => unsafeCSS(text));
