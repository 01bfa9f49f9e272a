import express from 'express';
import request from 'supertest';
import { health, NOW, operation } from '../services/__testUtils__/harness';
import { createTelemetryRouter } from './createTelemetryRouter';
import { Telemetry } from './Telemetry';

function create(clusters = [health()]) {
  const source = {
    health: () => clusters,
    objectCounts: () => [{ cluster: 'local', kind: 'Pod', count: 3 }],
    clock: () => new Date(NOW.getTime() + 5_000),
  };
  const telemetry = Telemetry.create(source);
  const app = express().use(
    createTelemetryRouter({ telemetry, health: source.health }),
  );
  return { app, telemetry, clusters };
}

describe('/metrics', () => {
  it('tells requests, operations, changes, cache and clusters', async () => {
    const { app, telemetry, clusters } = create();
    telemetry.observeRequest({
      route: 'getService',
      status: 404,
      code: 'ENTITY_NOT_FOUND',
      seconds: 0.02,
    });
    telemetry.countOperation(operation());
    telemetry.countOperation(operation({ outcome: undefined }));
    telemetry.countChange({ cluster: 'local', kind: 'Deployment' });
    telemetry.countAlertRound({ result: 'done', seconds: 0.02 });
    telemetry.countAlertNotification('failed');
    telemetry.setFiring(new Map([['critical', 2]]));
    const { text, status } = await request(app).get('/metrics');
    expect(status).toBe(200);
    for (const line of [
      'service_manager_request_duration_seconds_count{route="getService",status="404",code="ENTITY_NOT_FOUND"} 1',
      'service_manager_operations_total{verb="restart",outcome="succeeded"} 1',
      'service_manager_workload_changes_total{cluster="local",kind="Deployment"} 1',
      'service_manager_alert_evaluation_duration_seconds_count{result="done"} 1',
      'service_manager_alert_notifications_total{result="failed"} 1',
      'service_manager_alert_incidents_firing{severity="critical"} 2',
      'service_manager_alert_incidents_firing{severity="info"} 0',
      'service_manager_cache_objects{cluster="local",kind="Pod"} 3',
      'service_manager_cluster_state{cluster="local",state="connected"} 1',
      'service_manager_cluster_state{cluster="local",state="stale"} 0',
      'service_manager_cluster_last_event_age_seconds{cluster="local"} 5',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    clusters.length = 0;
    telemetry.setFiring(undefined);
    const later = await request(app).get('/metrics');
    expect(later.text).not.toContain('cluster_state{');
    expect(later.text).not.toContain('alert_incidents_firing{');
  });
});

describe('/health', () => {
  it('is ok while all clusters are fresh', async () => {
    const { body } = await request(create().app).get('/health');
    expect(body).toEqual({ status: 'ok', degraded: [] });
  });

  it('names the stale cluster and stays 200', async () => {
    const { app } = create([
      health(),
      health({ name: 'prod', state: 'stale', message: 'timed out' }),
      health({ name: 'dev', forbidden: ['CronJob'] }),
    ]);
    const { status, body } = await request(app).get('/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'degraded',
      degraded: [
        { cluster: 'prod', state: 'stale', message: 'timed out' },
        { cluster: 'dev', state: 'connected', forbidden: ['CronJob'] },
      ],
    });
  });
});
