import './boundary/boundary-map';
