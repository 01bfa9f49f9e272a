export * from './YamlView';
