import { isLang, learn } from './strings/index';

// The map's code is on its way while the words are; the page is drawn once they are there.
void import('./planner/map/engine');
const { lang } = document.documentElement;
await learn(isLang(lang) ? lang : 'fr');
await import('./planner/agorama-planner');
