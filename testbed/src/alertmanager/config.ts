import { stringify } from 'yaml';
import { AlertmanagerRouting } from './AlertmanagerEndpoint';

/** Posts every change to all addresses, without the waiting that spares people. */
export function webhookRouting(webhooks: string[]): AlertmanagerRouting {
  return {
    route: {
      receiver: 'webhooks',
      group_by: ['...'],
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'webhooks',
        webhook_configs: webhooks.map(url => ({ url, send_resolved: true })),
      },
    ],
  };
}

export function alertmanagerYaml(routing: AlertmanagerRouting): string {
  return stringify(routing);
}
