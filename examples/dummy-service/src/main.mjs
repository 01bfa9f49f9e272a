import { createLog } from './log.mjs';
import { createService } from './service.mjs';
import { readSettings } from './settings.mjs';

function start() {
  const settings = readSettings(process.env);
  const log = createLog({
    format: settings.logFormat,
    write: line => process.stdout.write(line),
  });
  const server = createService(settings, log);
  server.on('error', error => {
    log('fatal', 'cannot listen', { error: error.message });
    process.exitCode = 1;
  });
  server.listen(settings.port, settings.host, () => {
    const { version, pod } = settings;
    log('info', 'listening', { port: server.address().port, version, pod });
  });
  const end = signal => {
    log('info', 'shutting down', { signal });
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

try {
  start();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
