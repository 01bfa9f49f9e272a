export { logsBurst, logsRows, logsTab } from './logsTab';
