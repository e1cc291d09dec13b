import './planner/agorama-planner';
