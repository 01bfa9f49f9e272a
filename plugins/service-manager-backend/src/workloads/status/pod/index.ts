export { findInPod } from './findInPod';
