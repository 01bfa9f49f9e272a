export { serveLog } from './serve';
