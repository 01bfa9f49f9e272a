export * from './Broadcast';
export * from './held';
export * from './Outlet';
