import { LANGS, learn } from '../src/strings/index';

await Promise.all(LANGS.map(learn));
