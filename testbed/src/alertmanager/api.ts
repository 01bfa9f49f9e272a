import { waitFor } from '../process';
import {
  AlertmanagerAlert,
  AlertmanagerEndpoint,
} from './AlertmanagerEndpoint';

/** Just enough of a client to prepare and look from a test; it shares nothing with the plugin's. */
export function alertmanagerApi(
  url: string,
): Pick<
  AlertmanagerEndpoint,
  'alerts' | 'postAlert' | 'silence' | 'expireSilence' | 'waitForAlert'
> {
  async function call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<any> {
    const answer = await fetch(`${url.replace(/\/$/, '')}/api/v2/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(
        `Alertmanager ${method} ${path}: ${answer.status} ${text.trim()}`,
      );
    }
    return text ? JSON.parse(text) : undefined;
  }
  const alerts = (): Promise<AlertmanagerAlert[]> => call('GET', 'alerts');
  return {
    alerts,
    postAlert: alert => call('POST', 'alerts', [alert]),
    silence: async (labels, { until, comment, createdBy = 'testbed' }) => {
      const { silenceID } = await call('POST', 'silences', {
        matchers: Object.entries(labels).map(([name, value]) => ({
          name,
          value,
          isRegex: false,
          isEqual: true,
        })),
        startsAt: new Date(),
        endsAt: until,
        comment,
        createdBy,
      });
      return silenceID;
    },
    expireSilence: id => call('DELETE', `silence/${encodeURIComponent(id)}`),
    waitForAlert: (what, fits, options) =>
      waitFor(
        `Alertmanager holds ${what}`,
        async () => (await alerts()).find(fits),
        options,
      ),
  };
}
