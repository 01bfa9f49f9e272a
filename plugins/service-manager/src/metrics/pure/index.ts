export * from './grid';
export * from './lines';
export * from './markers';
export * from './range';
export * from './time';
export * from './view';
export * from './zoom';
