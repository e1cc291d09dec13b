import './element';
