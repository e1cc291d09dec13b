import { LANGS, learn } from './strings/index';

// The back office says the language on the element itself: it is drawn once all are there.
await Promise.all(LANGS.map(learn));
await import('./boundary/boundary-map');
