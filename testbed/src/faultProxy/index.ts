export * from './FaultProxy';
export * from './faults';
export * from './randomSchedule';
export * from './requestInfo';
