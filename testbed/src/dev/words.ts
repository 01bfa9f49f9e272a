/** What the end message says. */
export interface Opened {
  url: string;
  /** Where logs, metrics and alerts come from, a line each. */
  observed: string[];
  /** Whether the example service runs under load. */
  underLoad: boolean;
  logs: string[];
}

/** The end message: what is open, what to try, where it comes from. */
export function openedWords({ url, observed, underLoad, logs }: Opened) {
  const service = (name: string, tab: string) =>
    `${url}/catalog/default/component/${name}/${tab}`;
  const block = (title: string, lines: string[]) =>
    lines
      .map((line, index) => `  ${(index ? '' : title).padEnd(6)} ${line}`)
      .join('\n');
  const dummy = underLoad
    ? 'under load; v1 fails where v2 does not, and an alert says so'
    : 'v1 fails more often than v2';
  return [
    block('Open', [
      `${url}            the catalog: choose who you are first`,
      `${url}/fleet      every service at once`,
      service('project-manager', 'service'),
      `${service('dummy-service', 'logs')}      ${dummy}`,
      service('dummy-service', 'metrics'),
    ]),
    block('Try', [
      'Stop project-manager as Olivia, read what will happen, undo it.',
      'Sign in as Marco: the same buttons say why they are not his.',
      "Read why clos-monitor ended: the previous container's lines.",
    ]),
    block('From', observed),
    block('Logs', logs),
    '  Ctrl-C stops everything.',
  ]
    .map(text => `\n${text}\n`)
    .join('');
}

const WITHOUT =
  'Logs come from the pods themselves, metrics from the metrics API';

/** Where they come from with the embedded clusters. */
export const FROM_SANDBOX = [
  `${WITHOUT}.`,
  'make dev CLUSTER=real has Loki, Prometheus and Alertmanager.',
];

/** Where they come from with clusters of one's own. */
export const FROM_OWN = [`${WITHOUT}, unless app-config.yaml names others.`];
