import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { AlertmanagerEndpoint } from '../alertmanager';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { waitFor } from '../process';
import { startAlertmanager } from './alertmanager';
import { startPrometheus } from './prometheus';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith(
  ['prometheus', 'alertmanager'],
  'a real Alertmanager behind a real Prometheus',
  () => {
    const told: { status: string; alertname: string }[] = [];
    let receiver: Server;
    let alertmanager: AlertmanagerEndpoint;

    beforeAll(async () => {
      receiver = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) {
          body += chunk;
        }
        for (const { status, labels } of JSON.parse(body).alerts) {
          told.push({ status, alertname: labels.alertname });
        }
        response.end();
      });
      await new Promise<void>(resolve => {
        receiver.listen(0, '127.0.0.1', resolve);
      });
      const { port } = receiver.address() as AddressInfo;
      alertmanager = await startAlertmanager({
        webhooks: [`http://127.0.0.1:${port}/`],
      });
    });
    afterAll(async () => {
      await alertmanager?.stop();
      receiver?.closeAllConnections();
      receiver?.close();
    });

    it('gets what fires, tells of it once, and tells when it is over', async () => {
      const rule = (expr: string) => [
        { name: 'shop', rules: [{ alert: 'ShopIsDown', expr }] },
      ];
      const prometheus = await startPrometheus({
        alertmanagers: [alertmanager.url],
        rules: rule('vector(1)'),
      });
      try {
        const alert = await alertmanager.waitForAlert(
          'the alert',
          ({ labels }) => labels.alertname === 'ShopIsDown',
        );
        expect(alert.status.state).toBe('active');
        await waitFor('the message', () => told.length > 0);
        await prometheus.setRules(rule('vector(1) > 1'));
        await waitFor('the second message', () => told.length > 1);
        expect(told).toEqual([
          { status: 'firing', alertname: 'ShopIsDown' },
          { status: 'resolved', alertname: 'ShopIsDown' },
        ]);
      } finally {
        await prometheus.stop();
      }
    });

    it('keeps quiet while a silence holds', async () => {
      const before = told.length;
      const id = await alertmanager.silence(
        { alertname: 'Noisy' },
        { until: new Date(Date.now() + 3_600_000), comment: 'We know' },
      );
      await alertmanager.postAlert({ labels: { alertname: 'Noisy' } });
      const alert = await alertmanager.waitForAlert(
        'the silenced alert',
        ({ labels, status }) =>
          labels.alertname === 'Noisy' && status.state === 'suppressed',
      );
      expect(alert.status.silencedBy).toEqual([id]);
      expect(told).toHaveLength(before);
      await alertmanager.expireSilence(id);
      await waitFor('the message after the silence', () =>
        told.some(({ alertname }) => alertname === 'Noisy'),
      );
    });

    it('says what is wrong with a silence or a routing, and keeps the routing it has', async () => {
      await expect(
        alertmanager.silence(
          { alertname: 'Noisy' },
          { until: new Date(0), comment: 'Over before it began' },
        ),
      ).rejects.toThrow(/400 .*start time must be before end time/);
      await expect(
        alertmanager.setRouting({
          route: { receiver: 'nobody' },
          receivers: [{ name: 'somebody' }],
        }),
      ).rejects.toThrow(
        /refuses the configuration.*undefined receiver "nobody"/s,
      );
      await alertmanager.control.restart();
      await expect(alertmanager.alerts()).resolves.toEqual(expect.any(Array));
    });

    it('can be replaced by an address from the environment', async () => {
      process.env.TESTBED_ALERTMANAGER_URL = alertmanager.url;
      try {
        const other = await startAlertmanager();
        expect(other.external).toBe(true);
        await expect(other.control.kill()).rejects.toThrow("not the testbed's");
        await other.stop();
        await expect(alertmanager.alerts()).resolves.toEqual(expect.any(Array));
      } finally {
        delete process.env.TESTBED_ALERTMANAGER_URL;
      }
    });
  },
);
