import './element';
import { keepReadable } from './offline/register';

window.addEventListener('agorama-ready', () => void keepReadable(), { once: true });
