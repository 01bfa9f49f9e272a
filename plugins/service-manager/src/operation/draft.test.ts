import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { aPod, aService, aWorkload } from '../testing';
import { Draft, previewBasis, startDraft, toRequest } from './draft';

const web = aWorkload({
  ref: {
    id: 'w-web',
    cluster: 'prod-eu',
    namespace: 'shop',
    kind: 'Deployment',
    name: 'web',
  },
});
const report = aWorkload({
  ref: {
    id: 'w-report',
    cluster: 'prod-eu',
    namespace: 'shop',
    kind: 'CronJob',
    name: 'report',
  },
});
const service = aService({ workloads: [web, report] });

function request(verb: Verb, change: Partial<Draft> = {}) {
  return toRequest(verb, { ...startDraft(verb, service), ...change }, service);
}

describe('the request that a form stands for', () => {
  it('names no workloads when none is left out', () => {
    expect(request('stop')).toEqual({ verb: 'stop', parameters: {} });
  });

  it('names those that remain when some are left out', () => {
    expect(request('stop', { excluded: ['w-report'] })).toEqual({
      verb: 'stop',
      parameters: { workloads: ['w-web'] },
    });
  });

  it('never turns "none chosen" into "all"', () => {
    expect(request('stop', { excluded: ['w-web', 'w-report'] })).toBe(
      undefined,
    );
  });

  it('is incomplete until a person has said how many, which, or what', () => {
    expect(request('scale')).toBe(undefined);
    expect(request('scale', { replicas: NaN })).toBe(undefined);
    expect(request('rollback')).toBe(undefined);
    expect(request('deploy')).toBe(undefined);
    expect(request('deploy', { images: { app: '  ' } })).toBe(undefined);
  });

  it('can ask for zero replicas', () => {
    expect(request('scale', { replicas: 0 })).toEqual({
      verb: 'scale',
      parameters: { workload: 'w-web', replicas: 0 },
    });
  });

  it('deploys only to the containers that were filled in', () => {
    expect(
      request('deploy', { images: { app: ' :2.3.0 ', sidecar: '' } }),
    ).toEqual({
      verb: 'deploy',
      parameters: {
        workload: 'w-web',
        images: [{ container: 'app', image: ':2.3.0' }],
      },
    });
  });
});

describe('the form as it opens', () => {
  it('offers a verb only the workloads that can take it', () => {
    expect(startDraft('scale', service, 'w-report').workload).toBe('w-web');
  });

  it('leaves the other workloads out when opened on one of them', () => {
    expect(startDraft('stop', service, 'w-report').excluded).toEqual(['w-web']);
  });

  it('leaves nothing out when the URL names a workload that is gone', () => {
    expect(startDraft('stop', service, 'w-gone').excluded).toEqual([]);
  });
});

describe('what a preview rests on', () => {
  it('stays when pods come and go', () => {
    const busy = aService({
      workloads: [
        { ...web, pods: [aPod({ name: 'web-new', restarts: 9 })] },
        report,
      ],
    });
    expect(previewBasis(busy)).toBe(previewBasis(service));
  });

  it('changes with the number of replicas', () => {
    const scaled = aService({
      workloads: [
        { ...web, replicas: { ...web.replicas!, desired: 4 } },
        report,
      ],
    });
    expect(previewBasis(scaled)).not.toBe(previewBasis(service));
  });
});
