export * from './types';
export * from './UpstreamError';
export * from './UpstreamClient';
export * from './readUpstreams';
export * from './choose';
export * from './SharedAnswers';
export * from './refusal';
