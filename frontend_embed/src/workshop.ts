import './workshop/agorama-workshop';
