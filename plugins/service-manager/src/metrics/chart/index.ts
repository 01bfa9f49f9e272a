export * from './Chart';
export * from './Crosshair';
export { type Mark } from './options';
export * from './palette';
