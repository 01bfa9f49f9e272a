export * from './AlertmanagerEndpoint';
