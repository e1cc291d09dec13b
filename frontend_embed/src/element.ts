import { meetsFloor } from './app/floor';
import { AgoramaMap } from './parts/agorama-map';

// Below the floor, and beside another copy of us, what stands inside the element stays. In a task of its own: reading
// the modules has kept the page busy already, and a finger may be waiting.
setTimeout(() => {
  if (meetsFloor() && !customElements.get('agorama-map'))
    customElements.define('agorama-map', AgoramaMap);
});
