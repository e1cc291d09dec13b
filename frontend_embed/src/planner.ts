import './planner/agorama-planner';

// The map's code and its numbers are on their way at the same time.
void import('./planner/map/engine');
