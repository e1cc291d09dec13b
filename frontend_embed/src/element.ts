import './parts/agorama-map';
