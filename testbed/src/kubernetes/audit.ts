import { existsSync, readFileSync } from 'node:fs';

/** One entry of the API server's audit log, as far as a test looks into it. @public */
export interface AuditEvent {
  auditID: string;
  verb: string;
  requestURI: string;
  user: { username: string; groups?: string[]; uid?: string };
  impersonatedUser?: { username: string; groups?: string[] };
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
  };
  userAgent?: string;
  responseStatus?: { code?: number; reason?: string };
  /** Only for writes. */
  requestObject?: any;
  /** Only for writes. */
  responseObject?: any;
  requestReceivedTimestamp: string;
}

/** Writes with their bodies, reads without, and nothing of the control plane's own programs. */
export function auditPolicy(ignoredUsers: string[]): object {
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived', 'ResponseStarted'],
    rules: [
      { level: 'None', users: ['system:apiserver', ...ignoredUsers] },
      {
        level: 'None',
        nonResourceURLs: ['/readyz*', '/livez*', '/healthz*', '/openapi*'],
      },
      {
        // Never the bodies of Secrets.
        level: 'Metadata',
        resources: [{ group: '', resources: ['secrets'] }],
      },
      {
        level: 'RequestResponse',
        verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      },
      { level: 'Metadata' },
    ],
  };
}

/** All whole entries of the log so far. */
export function readAuditLog(path: string): AuditEvent[] {
  if (!existsSync(path)) {
    return [];
  }
  const text = readFileSync(path, 'utf8');
  // The last line may be half written.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}
