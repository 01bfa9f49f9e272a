export * from './PastIncidents';
